"""Words of the models page: overview, card, results, groups, inputs, drift, outcomes, and load shapes."""

from tagrid.core.text import Text

WORDS: dict[str, Text] = {
    "models": Text(zh="模型", en="Models"),
    "md_unknown": Text(
        zh="没有名为“{score}”的评分；下面是全部评分。", en="There is no score “{score}”; these are all there are."
    ),
    "md_none": Text(zh="还没有任何评分模型", en="There is no model of any score yet"),
    "md_none_how": Text(
        zh=(
            "评分标签现在都是“未知”。接入半年以上的数据后运行 `tagrid train`，再运行 `tagrid refresh`，"
            "这里就会有模型卡与检验结果。"
        ),
        en=(
            "All tags made from scores are unknown. With half a year of data ingested run `tagrid train`, then "
            "`tagrid refresh`: models, their cards and tests will stand here."
        ),
    ),
    "md_finding": Text(
        zh="{n} 个评分在用，其中 {better} 个优于经验规则的幅度连 95% 区间也在零以上",
        en="{n} scores are in force; of {better} even the 95 % interval of the gain over the rule of thumb is "
        "above zero",
    ),
    "md_in_force": Text(zh="在用评分", en="Scores in force"),
    "md_of": Text(zh="共 {n} 个", en="of {n}"),
    "md_without": Text(zh="没有模型的评分", en="Scores without a model"),
    "md_look": Text(zh="需要处理", en="Need attention"),
    "md_waiting": Text(zh="未发布的挑战者", en="Challengers not released"),
    "md_rivals_chance": Text(
        zh="每一行的点越靠右越好；横线为 95% 置信区间", en="The further right, the better; lines are 95 % intervals"
    ),
    "md_rivals_amount": Text(
        zh="预计变化的评分：误差越靠左越好", en="Scores of an expected amount: errors, the further left, the better"
    ),
    "md_rivals_name": Text(zh="分群：越靠右越好", en="Clusters: the further right, the better"),
    "md_scores": Text(zh="各评分", en="Every score"),
    "md_score": Text(zh="评分", en="Score"),
    "md_predicts": Text(zh="预测", en="Predicts"),
    "md_serves": Text(zh="用于", en="Serves"),
    "md_horizon": Text(zh="预测期", en="Horizon"),
    "md_days": Text(zh="{n} 天", en="{n} days"),
    "md_past_days": Text(zh="描述过去，不预测", en="Describes the past; predicts nothing"),
    "md_eligible": Text(zh="适用客户", en="Applies to"),
    "md_everyone": Text(zh="所有该类客户", en="Every customer of its kind"),
    "md_naive_rule": Text(zh="经验规则", en="Rule of thumb"),
    "md_model": Text(zh="模型", en="Model"),
    "md_linear": Text(zh="线性模型", en="Linear model"),
    "md_naive": Text(zh="经验规则", en="Rule of thumb"),
    "md_who": Text(zh="方法", en="Method"),
    "md_low": Text(zh="下限", en="Low"),
    "md_high": Text(zh="上限", en="High"),
    "md_measure": Text(zh="指标", en="Measure"),
    "md_auc": Text(zh="AUC", en="AUC"),
    "md_average_precision": Text(zh="平均精度", en="Average precision"),
    "md_precision_at_capacity": Text(zh="可处理量内精度", en="Precision at capacity"),
    "md_lift_at_capacity": Text(zh="可处理量内提升（倍）", en="Lift at capacity (times)"),
    "md_brier": Text(zh="Brier（越小越好）", en="Brier (less is better)"),
    "md_mae": Text(zh="平均绝对误差（越小越好）", en="Mean absolute error (less is better)"),
    "md_rmse": Text(zh="均方根误差（越小越好）", en="Root mean squared error (less is better)"),
    "md_r2": Text(zh="R²", en="R²"),
    "md_spearman": Text(zh="秩相关", en="Rank correlation"),
    "md_beside": Text(zh="{measure} {model}，经验规则 {naive}", en="{measure} {model}, rule of thumb {naive}"),
    "md_gain": Text(zh="胜出 {gain}（95% 区间 {low} 至 {high}）", en="gain {gain} (95 % from {low} to {high})"),
    "md_trained_through": Text(zh="训练数据截至", en="Trained through"),
    "md_scored": Text(zh="{n} 户有评分，{unknown} 户未知", en="{n} customers scored, {unknown} unknown"),
    "md_drift": Text(zh="评分分布{word}", en="Scores: {word}"),
    "md_still": Text(zh="稳定", en="stable"),
    "md_moving": Text(zh="有变化", en="moved"),
    "md_moved": Text(zh="明显变化", en="moved a lot"),
    "md_with_remark": Text(zh="{word}（{remark}）", en="{word} ({remark})"),
    "md_no_drift": Text(zh="漂移未测", en="Drift not measured"),
    "md_no_model": Text(zh="尚无模型", en="No model yet"),
    "md_no_model_how": Text(
        zh="运行 `tagrid train {score}`。若历史太短或结果太少，训练会说明还缺什么；在此之前该标签为“未知”。",
        en=(
            "Run `tagrid train {score}`. If history is too short or cases are too few, training says what is missing; "
            "until then the tag is unknown."
        ),
    ),
    "md_open": Text(zh="模型卡", en="Model card"),
    "md_back": Text(zh="全部评分", en="All scores"),
    "md_version": Text(zh="模型版本", en="Version of the model"),
    "md_is_champion": Text(zh="{id} · 在用", en="{id} · in force"),
    "md_is_released": Text(zh="{id} · 已发布，未启用", en="{id} · released, not in force"),
    "md_is_left": Text(zh="{id} · 未发布", en="{id} · not released"),
    "md_left_why": Text(
        zh="此版本未能可靠胜过经验规则（重抽样中胜出不到 {share}），因此没有发布；{champion}",
        en="It does not surely beat the rule of thumb (in {share} of resamples) and was not released; {champion}",
    ),
    "md_left_stays": Text(zh="在用的仍是 {id}。", en="{id} stays in force."),
    "md_left_nobody": Text(
        zh="该评分没有在用的模型，标签为“未知”。", en="no model of the score is in force and the tag is unknown."
    ),
    "md_next": Text(
        zh="模型 {id} 已启用，下次刷新起用它评分；当前版本的评分出自 {was}。",
        en="Model {id} was put in force since; the next refresh scores with it. The scores of this version are "
        "of {was}.",
    ),
    "md_no_card": Text(
        zh="此版本的模型卡缺失或损坏。可从备份恢复其文件夹，或重新运行 `tagrid train {score}`。",
        en=(
            "The card of this version is missing or damaged. Restore its folder from a backup, or run "
            "`tagrid train {score}` again."
        ),
    ),
    "md_parts": Text(zh="部分", en="Part"),
    "md_part_results": Text(zh="检验结果", en="Results"),
    "md_part_groups": Text(zh="客户群体", en="Groups"),
    "md_part_inputs": Text(zh="特征与漂移", en="Inputs and drift"),
    "md_part_outcome": Text(zh="实际结果", en="What came true"),
    "md_part_card": Text(zh="理由与模型卡", en="Reasons and card"),
    "md_results_chance": Text(
        zh="在 {n} 户中联系风险最高的 {top} 户（{share}），{precision} 会发生，"
        "是平均的 {lift} 倍；按经验规则为 {naive}",
        en=(
            "Of the {top} customers the team can reach ({share} of {n}), {precision} come true, {lift} times the "
            "average; by the rule of thumb {naive}"
        ),
    ),
    "md_results_amount": Text(
        zh="预计值平均差 {model}，按经验规则差 {naive}",
        en="The expected amount is off by {model} on average; the rule of thumb by {naive}",
    ),
    "md_results_name": Text(
        zh="{measure}：模型 {model}，经验规则 {naive}", en="{measure}: model {model}, rule of thumb {naive}"
    ),
    "md_results_on": Text(
        zh="检验：{day}，{n} 户共 {rows} 例，其中 {positives} 例发生（{base}）；模型学到的都在此之前。",
        en=(
            "Tested as of {day}, on {rows} cases of {n} customers; it came true in {positives} ({base}). "
            "All the model learned from came before."
        ),
    ),
    "md_test_days": Text(zh="{first} 至 {last} 间的 {n} 天", en="{n} days between {first} and {last}"),
    # card
    "md_results_on_amount": Text(
        zh="检验：{day}，{n} 户共 {rows} 例；模型学到的都在此之前。",
        en="Tested as of {day}, on {rows} cases of {n} customers. All the model learned from came before.",
    ),
    "md_rivals": Text(
        zh="指标与对手，方括号为 95% 置信区间", en="Measures beside the rivals, with 95 % intervals in brackets"
    ),
    "md_calibrated": Text(
        zh="偏差最大的一组：预期 {expected}，实际 {actual}",
        en="Furthest off: where {expected} was expected, {actual} came true",
    ),
    "md_calibrated_ok": Text(
        zh="所说的概率与实际相符：十个分组的预期都在 95% 区间内",
        en="Chances are calibrated: each tenth's expectation is within its 95 % interval",
    ),
    "md_calibration_amount": Text(zh="每个十分位的预计值与实际值", en="Expected and actual amount of every tenth"),
    "md_decile": Text(zh="十分位（1 为最高）", en="Tenth (1: highest)"),
    "md_expected": Text(zh="预期", en="Expected"),
    "md_actual": Text(zh="实际", en="Actual"),
    "md_lift": Text(zh="提升（倍）", en="Lift (times)"),
    "md_captured": Text(
        zh="分数最高的 {share} 客户占全部实际发生的 {captured}",
        en="The top {share} of customers hold {captured} of all that came true",
    ),
    "md_reached": Text(zh="联系的客户", en="Customers reached"),
    "md_found": Text(zh="找到的实际发生", en="Cases found"),
    "md_by_chance": Text(zh="随机", en="At random"),
    "md_holds": Text(zh="经得起追问吗", en="Does it hold"),
    "md_all_tested": Text(zh="全部检验客户", en="All it is tested on"),
    "md_strangers": Text(zh="训练中从未出现的客户", en="Customers no training saw"),
    "md_blind": Text(zh="不看缺失特征", en="Blind to what is missing"),
    "md_holds_good": Text(
        zh="对没见过的客户、不看缺失数据，结果都相近",
        en="It does about as well on customers it never met and blind to missing data",
    ),
    "md_holds_less": Text(
        zh="换成没见过的客户或不看缺失数据，{measure}最低为 {least}（全部为 {all}）",
        en="On customers it never met or blind to missing data, the {measure} is {least} at worst ({all} on all)",
    ),
    "md_masks": Text(
        zh="该评分有 {n} 个特征说明数据缺失：{names}。", en="{n} of its features tell of missing data: {names}."
    ),
    "md_no_masks": Text(
        zh="该评分不使用说明数据缺失的特征；“不看缺失”一行为把缺失填为中位数后重训的结果。",
        en="None of its features depends on missing data; the row “blind” is retrained with medians in place of "
        "missing values.",
    ),
    "md_groups_uneven": Text(
        zh="{group}：找到率与其他客户之差超出偶然（{gap}）",
        en="{group}: cases are found at another rate than elsewhere ({gap}), beyond what chance explains",
    ),
    "md_groups_even": Text(
        zh="各群体的找到率之差都在偶然范围内", en="No group's share of cases found differs beyond what chance explains"
    ),
    "md_groups_amount": Text(zh="误差最大的群体是{group}：{error}", en="The error is largest for {group}: {error}"),
    "md_groups_how": Text(
        zh=(
            "找到率：实际发生者中，排在可处理量内的占比。差异用 Fisher 精确检验判断，全部群体合计允许 5% 的误判；"
            "不足 50 户或没有发生的群体不作判断。"
        ),
        en=(
            "Found: of those for whom it came true, the share within what the team can reach. Gaps are judged by "
            "Fisher's exact test, at 5 % over all groups together; groups below 50 customers or without a case are "
            "not judged."
        ),
    ),
    "md_groups_none": Text(zh="此版本没有按群体检验。", en="This version was not tested by group."),
    "md_group": Text(zh="群体", en="Group"),
    "md_cases": Text(zh="实际发生", en="Came true"),
    "md_recall": Text(zh="找到率", en="Found"),
    "md_recall_ends": Text(zh="找到率 [95% 区间]", en="Found [95 % interval]"),
    "md_error": Text(zh="平均绝对误差", en="Mean absolute error"),
    "md_judged": Text(zh="判断", en="Judgement"),
    "md_beyond": Text(zh="超出偶然", en="beyond chance"),
    "md_within": Text(zh="偶然范围内", en="within chance"),
    "md_unjudged": Text(zh="客户太少", en="too few"),
    "md_importance": Text(zh="最重要的特征是“{first}”", en="Most important: {first}"),
    # parts
    "md_importance_how": Text(
        zh="把一个特征的数值在客户间随机打乱后，{measure}变差多少；误差线为各次打乱的标准差。",
        en="How much worse the {measure} gets when that feature's numbers are shuffled among customers; lines: "
        "standard deviation.",
    ),
    "md_importance_none": Text(zh="此版本没有特征重要性。", en="This version has no importance of features."),
    "md_feature": Text(zh="特征", en="Feature"),
    "md_loss": Text(zh="损失", en="Loss"),
    "md_spread": Text(zh="标准差", en="Deviation"),
    "md_drift_title": Text(zh="“{input}”变化最大：{band}", en="{input} moved most: {band}"),
    "md_drift_how": Text(
        zh=(
            "版本 {version} 的全部适用客户与模型检验日相比，每项数据的分布变了多少：明显变化的要检查，必要时重新训练；"
            "与训练各日之间的差异（如季节）相当的，不必处理。"
        ),
        en=(
            "How far each number of version {version} has moved since the model was tested, over all customers it "
            "applies to. What moved a lot has to be looked at, and the model trained again if need be; what moved no "
            "more than between the training days, as seasons do, needs nothing."
        ),
    ),
    "md_drift_none": Text(
        zh="版本 {version} 还没有这个模型的漂移，下一次 `tagrid refresh` 会测。",
        en="Version {version} has no drift of this model yet; the next `tagrid refresh` measures it.",
    ),
    "md_drift_other": Text(
        zh="漂移只对给出当前评分的模型 {id} 测量。",
        en="Drift is measured for {id}, the model that gave the scores in force.",
    ),
    "md_the_score": Text(zh="评分本身", en="The score itself"),
    "md_missing_then": Text(zh="检验时缺失", en="Missing then"),
    "md_missing_now": Text(zh="现在缺失", en="Missing now"),
    "md_band": Text(zh="判断", en="Judgement"),
    "md_look_at": Text(zh="查看分布", en="See the numbers of"),
    "md_then": Text(zh="检验时", en="At the test"),
    "md_now": Text(zh="现在", en="Now"),
    "md_parts_of": Text(zh="{input}：检验时与现在的分布", en="{input}: at the test and now"),
    "md_no_number": Text(zh="无数据", en="none"),
    "md_outcome_none": Text(
        zh="该标签不预测结果，没有可核对的实际情况。", en="This tag predicts nothing that could be checked."
    ),
    "md_outcome_ask": Text(zh="核对实际结果", en="Compare with what came true"),
    "md_outcome_how": Text(
        zh="用数仓中的事实核对较早版本的等级，需要几秒到几分钟。",
        en="Compares the bands of an older version with the facts in the warehouse; takes seconds to minutes.",
    ),
    "md_reviews": Text(
        zh="{n} 次人工复核，其中 {wrong} 次不认可", en="{n} reviews by people, {wrong} of which disagree"
    ),
    "md_reviews_none": Text(
        zh="还没有人工复核；在客户画像的“为什么”里可以记录。",
        en="No person reviewed it yet; the portrait's “Why” takes reviews.",
    ),
    "md_reasons": Text(zh="理由是怎样得出的", en="How the reasons are made"),
    "md_reasons_how": Text(
        zh=(
            "把客户的一个数值换成全体客户的中位数，其余不变，让同一个模型再算一次；两次结果之差就是这个数值的作用。"
            "作用最大的三个写成理由。差值由存下的模型本身算出，没有近似；一次只换一个，所以相互关联的特征其作用会重叠，"
            "相加不等于总差。刷新时为{from_what}的客户生成，其他客户在画像中随时可问。"
        ),
        en=(
            "One number of the customer is put at everybody's median, all else as it is, and the same model is asked "
            "again; the difference is what that number does. The three that do most are written as reasons. Both "
            "figures come from the stored model itself, nothing is approximated; numbers that move together share "
            "their effect, so effects do not add up. A refresh makes them for {from_what}, the portrait for anybody "
            "on demand."
        ),
    ),
    "md_reasons_chance": Text(zh="概率达到 {share} 及以上", en="chances of {share} and more"),
    "md_reasons_amount": Text(zh="预计变化达到 ±{share} 及以上", en="expected changes of ±{share} and more"),
    "md_reasons_name": Text(
        zh="名称来自离曲线最近的类中心；理由是客户曲线的高峰、低谷及其时刻。",
        en=(
            "The name is that of the nearest centre; the reasons are the peak, the valley and the hours of the "
            "customer's own curve."
        ),
    ),
    "md_features": Text(zh="它读取的 {n} 个特征", en="The {n} numbers it reads"),
    "md_typical": Text(zh="中位数", en="Median"),
    "md_direction": Text(zh="方向", en="Direction"),
    "md_more": Text(zh="只升", en="only raises"),
    "md_less": Text(zh="只降", en="only lowers"),
    "md_free": Text(zh="由数据定", en="as data say"),
    "md_mask": Text(zh="说明缺失", en="tells of gaps"),
    "md_whole_card": Text(zh="模型卡全文", en="The whole card"),
    "md_download_md": Text(zh="下载模型卡（Markdown）", en="Download the card (Markdown)"),
    "md_download_json": Text(zh="下载模型卡（JSON）", en="Download the card (JSON)"),
    "md_left": Text(zh="未发布", en="not released"),
    "md_unscored": Text(zh="{n} 户全部未知", en="all {n} customers unknown"),
    "md_silhouette": Text(zh="轮廓系数", en="Silhouette"),
    "md_shapes": Text(
        zh="最大的一类是“{name}”，占 {share}", en="The largest cluster is {name}, {share} of the customers"
    ),
    "md_shapes_how": Text(
        zh="每类的中心：工作日平均曲线除以当日平均功率，1 为平均。名称由声明的规则按中心的形状给出。",
        en=(
            "Centre of each cluster: the mean workday curve over the day's mean power, 1 is the mean. Names are given "
            "by declared rules from the shape of the centre."
        ),
    ),
    "md_cluster": Text(zh="类", en="Cluster"),
    "md_unnamed": Text(zh="未命名", en="unnamed"),
    "md_hour": Text(zh="时刻", en="Hour"),
    "md_times_mean": Text(zh="为平均功率的倍数", en="Times the mean power"),
    "md_steady": Text(
        zh="与上一个在用模型相比，{n} 户中 {changed} 户（{share}）换了名称",
        en="Against the model then in force, {changed} of {n} customers ({share}) changed name",
    ),
    "md_steady_first": Text(
        zh="首个模型，名称无从比较；下次训练后在此显示多少户换了名称。",
        en="The first model: names cannot be compared yet; the next training says here how many customers changed.",
    ),
    "md_before": Text(zh="原名称", en="Before"),
    "md_after": Text(zh="新名称", en="After"),
    "md_own": Text(
        zh="{share} 的客户按自身曲线也会得到同一名称；{unknown} 远离各类中心，为未知。",
        en=(
            "{share} of the customers would bear the same name by their own curve; {unknown} lie far from every "
            "centre: unknown."
        ),
    ),
    "md_known": Text(zh="有数据", en="known"),
    "md_usual": Text(zh="与训练各日之间的差异相当", en="no more than between the training days"),
    "md_usual_psi": Text(zh="训练各日之间的变化", en="Movement between the training days"),
    "md_soon": Text(zh="待刷新", en="from the next refresh"),
    "md_soon_why": Text(
        zh="模型在本版本之后启用，请运行 `tagrid refresh`",
        en="its model was put in force after this version; run `tagrid refresh`",
    ),
    "md_no_alarm_yet": Text(zh="训练时全无此数据，模型未用到", en="unknown in training, the model never used it"),
    "md_no_alarm": Text(zh="未报警", en="no alarm"),
}
