"""Words of the segments page."""

WORDS = {
    "compose": ("组配条件", "Compose"),
    "facets": ("组面筛选", "Facets"),
    "expression": ("表达式", "Expression"),
    "expression_help": (
        "例：value_tier in (vip, major) and not arrears_status = clear",
        "For example: value_tier in (vip, major) and not arrears_status = clear",
    ),
    "expression_copy": (
        "同一表达式可用于命令行 `tagrid segment count`",
        "The same expression works with `tagrid segment count`",
    ),
    "not_facets": (
        "该表达式超出组面筛选的形式（组面内“或”、组面间“且”），请在表达式中继续修改，或清空后重新筛选。",
        "This expression goes beyond facets (OR within a tag, AND across tags). "
        "Edit it as text, or clear it and start again.",
    ),
    "clear_all": ("全部清除", "Clear all"),
    "undo": ("撤销", "Undo"),
    "theme": ("分析主题", "Theme"),
    "search_value": ("搜索标签或取值", "Search a tag or value"),
    "no_condition": (
        "尚未选择条件，当前为全部客户。",
        "No condition yet: this is everyone.",
    ),
    "of_base": ("占 {base} 的 {share}", "{share} of {base}"),
    "members": ("客户名单（前 {n} 户）", "Members (first {n})"),
    "no_members": (
        "没有客户同时满足这些条件。去掉一个条件，或放宽取值范围。",
        "No customer meets all of these. Remove a condition or widen one.",
    ),
    "too_few": (
        "客群少于 {n} 户，不显示与全体的对比。",
        "Fewer than {n} customers: no comparison with the base is shown.",
    ),
    "distinguishes": ("与全体相比，这个客群更多的是", "Compared with everyone, this segment has more"),
    "tgi_help": (
        "TGI = 客群内占比 ÷ 全体占比 × 100；按 TGI × 户数排序，避免小群体领先",
        "TGI = share in the segment ÷ share in the base × 100; ranked by TGI × size so that tiny groups do not lead",
    ),
    "segment_share": ("客群占比", "In the segment"),
    "base_share": ("全体占比", "In the base"),
    "annual_kwh": ("年用电量（kWh）", "Yearly use (kWh)"),
    "usage_year": ("年用电量", "Yearly use"),
}
