"""Words of a score's card on the models page: results, calibration, groups."""

WORDS = {
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
}
