"""Words of the models page: what a model lives on, drift, outcomes, and load shapes."""

WORDS = {
    "md_importance_how": (
        "把一个特征的数值在客户间随机打乱后，{measure}变差多少；误差线为各次打乱的标准差。",
        "How much worse the {measure} gets when that feature's numbers are dealt out anew; lines: standard deviation.",
    ),
    "md_importance_none": ("此版本没有特征重要性。", "This version has no importance of features."),
    "md_feature": ("特征", "Feature"),
    "md_loss": ("损失", "Loss"),
    "md_spread": ("标准差", "Deviation"),
    "md_drift_title": ("“{input}”变化最大：PSI {psi}（{band}）", "{input} moved most: PSI {psi} ({band})"),
    "md_drift_how": (
        "PSI 比较检验日与版本 {version} 的全部适用客户：0.1 以下稳定，0.25 以上要检查并重新训练；"
        "不超过训练各日之间的差异（如季节）时为平常幅度。",
        "PSI compares all it applies to when the model was made with version {version}: below 0.1 stable, from 0.25 on "
        "the model has to be looked at and trained again; no more than between the days of its training (as seasons "
        "do) is as usual.",
    ),
    "md_drift_none": (
        "版本 {version} 还没有这个模型的漂移，下一次 `tagrid refresh` 会测。",
        "Version {version} has no drift of this model yet; the next `tagrid refresh` measures it.",
    ),
    "md_drift_other": (
        "漂移只对给出当前评分的模型 {id} 测量。",
        "Drift is measured for {id}, the model that gave the scores in force.",
    ),
    "md_the_score": ("评分本身", "The score itself"),
    "md_missing_then": ("检验时缺失", "Missing then"),
    "md_missing_now": ("现在缺失", "Missing now"),
    "md_band": ("判断", "Judgement"),
    "md_look_at": ("查看分布", "See the numbers of"),
    "md_then": ("检验时", "At the test"),
    "md_now": ("现在", "Now"),
    "md_parts_of": ("{input}：检验时与现在的分布", "{input}: at the test and now"),
    "md_no_number": ("无数据", "none"),
    "md_outcome_none": (
        "该标签不预测结果，没有可核对的实际情况。",
        "This tag foretells nothing that could come true.",
    ),
    "md_outcome_ask": ("核对实际结果", "Compare with what came true"),
    "md_outcome_asked": (
        "用数仓中的事实核对较早版本的等级，需要几秒到几分钟。",
        "Compares the bands of an older version with the facts in the warehouse; takes seconds to minutes.",
    ),
    "md_reviews": ("{n} 次人工复核，其中 {wrong} 次不认可", "{n} reviews by people, {wrong} of which disagree"),
    "md_reviews_none": (
        "还没有人工复核；在客户画像的“为什么”里可以记录。",
        "No person reviewed it yet; the portrait's “Why” takes reviews.",
    ),
    "md_reasons": ("理由是怎样得出的", "How the reasons are made"),
    "md_reasons_how": (
        "把客户的一个数值换成全体客户的中位数，其余不变，让同一个模型再算一次；两次结果之差就是这个数值的作用。"
        "作用最大的三个写成理由。差值由存下的模型本身算出，没有近似；一次只换一个，所以相互关联的特征其作用会重叠，"
        "相加不等于总差。刷新时为{from_what}的客户生成，其他客户在画像中随时可问。",
        "One number of the customer is put at everybody's median, all else as it is, and the same model is asked "
        "again; the difference is what that number does. The three that do most are written as reasons. Both figures "
        "come from the stored model itself, nothing is approximated; numbers that move together share their effect, "
        "so effects do not add up. A refresh makes them for {from_what}, the portrait for anybody on demand.",
    ),
    "md_reasons_chance": ("概率达到 {share} 及以上", "chances of {share} and more"),
    "md_reasons_amount": ("预计变化达到 ±{share} 及以上", "expected changes of ±{share} and more"),
    "md_reasons_name": (
        "名称来自离曲线最近的类中心；理由是客户曲线的高峰、低谷及其时刻。",
        "The name is that of the nearest centre; the reasons are the peak, the valley and the hours of the customer's "
        "own curve.",
    ),
    "md_features": ("它读取的 {n} 个特征", "The {n} numbers it reads"),
    "md_typical": ("中位数", "Median"),
    "md_direction": ("方向", "Direction"),
    "md_more": ("只升", "only raises"),
    "md_less": ("只降", "only lowers"),
    "md_free": ("由数据定", "as data say"),
    "md_mask": ("说明缺失", "tells of gaps"),
    "md_whole_card": ("模型卡全文", "The whole card"),
    "md_download_md": ("下载模型卡（Markdown）", "Download the card (Markdown)"),
    "md_download_json": ("下载模型卡（JSON）", "Download the card (JSON)"),
    "md_left": (
        "未发布",
        "not released",
    ),
    "md_unscored": (
        "{n} 户全部未知",
        "all {n} customers unknown",
    ),
    "md_silhouette": (
        "轮廓系数",
        "Silhouette",
    ),
    "md_shapes": (
        "最大的一类是“{name}”，占 {share}",
        "The largest cluster is {name}, {share} of the customers",
    ),
    "md_shapes_how": (
        "每类的中心：工作日平均曲线除以当日平均功率，1 为平均。名称由声明的规则按中心的形状给出。",
        "Centre of each cluster: the mean workday curve over the day's mean power, 1 is the mean. Names are given by "
        "declared rules from the shape of the centre.",
    ),
    "md_cluster": (
        "类",
        "Cluster",
    ),
    "md_unnamed": (
        "未命名",
        "unnamed",
    ),
    "md_hour": (
        "时刻",
        "Hour",
    ),
    "md_times_mean": (
        "为平均功率的倍数",
        "Times the mean power",
    ),
    "md_steady": (
        "与上一个在用模型相比，{n} 户中 {changed} 户（{share}）换了名称",
        "Against the model then in force, {changed} of {n} customers ({share}) changed name",
    ),
    "md_steady_first": (
        "首个模型，名称无从比较；下次训练后在此显示多少户换了名称。",
        "The first model: names cannot be compared yet; the next training says here how many customers changed.",
    ),
    "md_before": (
        "原名称",
        "Before",
    ),
    "md_after": (
        "新名称",
        "After",
    ),
    "md_own": (
        "{share} 的客户按自身曲线也会得到同一名称；{unknown} 远离各类中心，为未知。",
        "{share} of the customers would bear the same name by their own curve; {unknown} lie far from every centre: "
        "unknown.",
    ),
    "md_known": (
        "有数据",
        "known",
    ),
    "md_usual": (
        "平常幅度",
        "as usual",
    ),
    "md_usual_psi": (
        "训练各日之间的 PSI",
        "PSI between the days of the training",
    ),
    "md_soon": (
        "待刷新",
        "from the next refresh",
    ),
    "md_soon_why": (
        "模型在本版本之后启用，请运行 `tagrid refresh`",
        "its model was put in force after this version; run `tagrid refresh`",
    ),
    "md_unheard": (
        "训练时全无此数据，模型未用到",
        "unknown in training, the model never used it",
    ),
    "md_no_alarm": (
        "未报警",
        "no alarm",
    ),
}
