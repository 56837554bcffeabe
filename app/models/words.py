"""Words of the models page: overview, card, results, groups, inputs, drift, outcomes, and load shapes."""

WORDS = {
    "models": ("模型", "Models"),
    "md_unknown": (
        "没有名为“{score}”的评分；下面是全部评分。",
        "There is no score “{score}”; these are all there are.",
    ),
    "md_none": ("还没有任何评分模型", "There is no model of any score yet"),
    "md_none_how": (
        "评分标签现在都是“未知”。接入半年以上的数据后运行 `tagrid train`，再运行 `tagrid refresh`，"
        "这里就会有模型卡与检验结果。",
        "All tags made from scores are unknown. With half a year of data ingested run `tagrid train`, then "
        "`tagrid refresh`: models, their cards and tests will stand here.",
    ),
    "md_finding": (
        "{n} 个评分在用，其中 {better} 个优于经验规则的幅度连 95% 区间也在零以上",
        "{n} scores are in force; of {better} even the 95 % interval of the gain over the rule of thumb is above zero",
    ),
    "md_in_force": ("在用评分", "Scores in force"),
    "md_of": ("共 {n} 个", "of {n}"),
    "md_without": ("没有模型的评分", "Scores without a model"),
    "md_look": ("需要处理", "Need attention"),
    "md_waiting": ("未发布的挑战者", "Challengers not released"),
    "md_rivals_chance": (
        "每一行的点越靠右越好；横线为 95% 置信区间",
        "The further right, the better; lines are 95 % intervals",
    ),
    "md_rivals_amount": (
        "预计变化的评分：误差越靠左越好",
        "Scores of an expected amount: errors, the further left, the better",
    ),
    "md_rivals_name": ("分群：越靠右越好", "Clusters: the further right, the better"),
    "md_scores": ("各评分", "Every score"),
    "md_score": ("评分", "Score"),
    "md_predicts": ("预测", "Predicts"),
    "md_serves": ("用于", "Serves"),
    "md_horizon": ("预测期", "Horizon"),
    "md_days": ("{n} 天", "{n} days"),
    "md_past_days": ("描述过去，不预测", "Describes the past, foretells nothing"),
    "md_eligible": ("适用客户", "Applies to"),
    "md_everyone": ("所有该类客户", "Every customer of its kind"),
    "md_naive_rule": ("经验规则", "Rule of thumb"),
    "md_model": ("模型", "Model"),
    "md_linear": ("线性模型", "Linear model"),
    "md_naive": ("经验规则", "Rule of thumb"),
    "md_who": ("方法", "Method"),
    "md_low": ("下限", "Low"),
    "md_high": ("上限", "High"),
    "md_measure": ("指标", "Measure"),
    "md_auc": ("AUC", "AUC"),
    "md_average_precision": ("平均精度", "Average precision"),
    "md_precision_at_capacity": ("可处理量内精度", "Precision at capacity"),
    "md_lift_at_capacity": ("可处理量内提升（倍）", "Lift at capacity (times)"),
    "md_brier": ("Brier（越小越好）", "Brier (less is better)"),
    "md_mae": ("平均绝对误差（越小越好）", "Mean absolute error (less is better)"),
    "md_rmse": ("均方根误差（越小越好）", "Root mean squared error (less is better)"),
    "md_r2": ("R²", "R²"),
    "md_spearman": ("秩相关", "Rank correlation"),
    "md_beside": ("{measure} {model}，经验规则 {naive}", "{measure} {model}, rule of thumb {naive}"),
    "md_gain": ("胜出 {gain}（95% 区间 {low} 至 {high}）", "gain {gain} (95 % from {low} to {high})"),
    "md_trained_through": ("训练数据截至", "Trained through"),
    "md_scored": ("{n} 户有评分，{unknown} 户未知", "{n} customers scored, {unknown} unknown"),
    "md_drift": ("漂移 PSI {psi}", "Drift: PSI {psi}"),
    "md_still": ("稳定", "stable"),
    "md_moving": ("有变化", "moving"),
    "md_moved": ("明显变化", "moved"),
    "md_no_drift": ("漂移未测", "Drift not measured"),
    "md_no_model": ("尚无模型", "No model yet"),
    "md_no_model_how": (
        "运行 `tagrid train {score}`。若历史太短或结果太少，训练会说明还缺什么；在此之前该标签为“未知”。",
        "Run `tagrid train {score}`. If history is too short or cases are too few, training says what is missing; "
        "until then the tag is unknown.",
    ),
    "md_open": ("模型卡", "Model card"),
    "md_to_tag": ("标签", "Tag"),
    "md_back": ("全部评分", "All scores"),
    "md_version": ("模型版本", "Version of the model"),
    "md_is_champion": ("{id} · 在用", "{id} · in force"),
    "md_is_released": ("{id} · 已发布，未启用", "{id} · released, not in force"),
    "md_is_left": ("{id} · 未发布", "{id} · not released"),
    "md_left_why": (
        "此版本未能可靠胜过经验规则（重抽样中胜出不到 {share}），因此没有发布；{champion}",
        "It does not surely beat the rule of thumb (in {share} of resamples) and was not released; {champion}",
    ),
    "md_left_stays": ("在用的仍是 {id}。", "{id} stays in force."),
    "md_left_nobody": (
        "该评分没有在用的模型，标签为“未知”。",
        "no model of the score is in force and the tag is unknown.",
    ),
    "md_next": (
        "模型 {id} 已启用，下次刷新起用它评分；当前版本的评分出自 {was}。",
        "Model {id} was put in force since; the next refresh scores with it. The scores of this version are of {was}.",
    ),
    "md_no_card": (
        "此版本的模型卡缺失或损坏。可从备份恢复其文件夹，或重新运行 `tagrid train {score}`。",
        "The card of this version is missing or damaged. Restore its folder from a backup, or run "
        "`tagrid train {score}` again.",
    ),
    "md_parts": ("部分", "Part"),
    "md_part_results": ("检验结果", "Results"),
    "md_part_groups": ("客户群体", "Groups"),
    "md_part_inputs": ("特征与漂移", "Inputs and drift"),
    "md_part_outcome": ("实际结果", "What came true"),
    "md_part_card": ("理由与模型卡", "Reasons and card"),
    "md_results_chance": (
        "在 {n} 户中联系风险最高的 {top} 户（{share}），{precision} 会发生，是平均的 {lift} 倍；按经验规则为 {naive}",
        "Of the {top} customers the team can reach ({share} of {n}), {precision} come true, {lift} times the average; "
        "by the rule of thumb {naive}",
    ),
    "md_results_amount": (
        "预计值平均差 {model}，按经验规则差 {naive}",
        "The expected amount is off by {model} on average; the rule of thumb by {naive}",
    ),
    "md_results_name": ("{measure}：模型 {model}，经验规则 {naive}", "{measure}: model {model}, rule of thumb {naive}"),
    "md_results_on": (
        "检验：{day}，{n} 户共 {rows} 例，其中 {positives} 例发生（{base}）；模型学到的都在此之前。",
        "Tested as of {day}, on {rows} cases of {n} customers; it came true in {positives} ({base}). "
        "All the model learned from came before.",
    ),
    "md_test_days": ("{first} 至 {last} 间的 {n} 天", "{n} days between {first} and {last}"),
    # card
    "md_results_on_amount": (
        "检验：{day}，{n} 户共 {rows} 例；模型学到的都在此之前。",
        "Tested as of {day}, on {rows} cases of {n} customers. All the model learned from came before.",
    ),
    "md_rivals": (
        "指标与对手，方括号为 95% 置信区间",
        "Measures beside the rivals, with 95 % intervals in brackets",
    ),
    "md_calibrated": (
        "偏差最大的一组：预期 {expected}，实际 {actual}",
        "Furthest off: where {expected} was expected, {actual} came true",
    ),
    "md_calibrated_ok": (
        "所说的概率与实际相符：十个分组的预期都在 95% 区间内",
        "Chances come true as told: each tenth's expectation is within its 95 % interval",
    ),
    "md_calibration_amount": ("每个十分位的预计值与实际值", "Expected and actual amount of every tenth"),
    "md_decile": ("十分位（1 为最高）", "Tenth (1: highest)"),
    "md_expected": ("预期", "Expected"),
    "md_actual": ("实际", "Actual"),
    "md_lift": ("提升（倍）", "Lift (times)"),
    "md_captured": (
        "分数最高的 {share} 客户占全部实际发生的 {captured}",
        "The top {share} of customers hold {captured} of all that came true",
    ),
    "md_reached": ("联系的客户", "Customers reached"),
    "md_found": ("找到的实际发生", "Cases found"),
    "md_by_chance": ("随机", "At random"),
    "md_holds": ("经得起追问吗", "Does it hold"),
    "md_all_tested": ("全部检验客户", "All it is tested on"),
    "md_strangers": ("训练中从未出现的客户", "Customers no training saw"),
    "md_blind": ("不看缺失特征", "Blind to what is missing"),
    "md_holds_good": (
        "对没见过的客户、不看缺失数据，结果都相近",
        "It does about as well on customers it never met and blind to missing data",
    ),
    "md_holds_less": (
        "换成没见过的客户或不看缺失数据，{measure}最低为 {least}（全部为 {all}）",
        "On customers it never met or blind to missing data, the {measure} is {least} at worst ({all} on all)",
    ),
    "md_masks": (
        "该评分有 {n} 个特征说明数据缺失：{names}。",
        "{n} of its features tell of missing data: {names}.",
    ),
    "md_no_masks": (
        "该评分不使用说明数据缺失的特征；“不看缺失”一行为把缺失填为中位数后重训的结果。",
        "None of its features tells of missing data; the row “blind” is trained anew, what is missing put at medians.",
    ),
    "md_groups_uneven": (
        "{group}：找到率与其他客户之差超出偶然（{gap}）",
        "{group}: cases are found at another rate than elsewhere ({gap}), beyond what chance explains",
    ),
    "md_groups_even": (
        "各群体的找到率之差都在偶然范围内",
        "No group's share of cases found differs beyond what chance explains",
    ),
    "md_groups_amount": ("误差最大的群体是{group}：{error}", "The error is largest for {group}: {error}"),
    "md_groups_how": (
        "找到率：实际发生者中，排在可处理量内的占比。差异用 Fisher 精确检验判断，全部群体合计允许 5% 的误判；"
        "不足 50 户或没有发生的群体不作判断。",
        "Found: of those for whom it came true, the share within what the team can reach. Gaps are judged by Fisher's "
        "exact test, at 5 % over all groups together; groups below 50 customers or without a case are not judged.",
    ),
    "md_groups_none": ("此版本没有按群体检验。", "This version was not tested by group."),
    "md_group": ("群体", "Group"),
    "md_cases": ("实际发生", "Came true"),
    "md_recall": ("找到率", "Found"),
    "md_recall_ends": (
        "找到率 [95% 区间]",
        "Found [95 % interval]",
    ),
    "md_error": ("平均绝对误差", "Mean absolute error"),
    "md_judged": ("判断", "Judgement"),
    "md_beyond": ("超出偶然", "beyond chance"),
    "md_within": (
        "偶然范围内",
        "within chance",
    ),
    "md_unjudged": ("客户太少", "too few"),
    "md_importance": ("最重要的特征是“{first}”", "What it leans on most: {first}"),
    # parts
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
