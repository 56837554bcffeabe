"""Every word the app itself says, in Chinese and English; the catalog brings the words of the tags."""

import streamlit as st

LANGUAGES = {"zh": "中文", "en": "English"}

WORDS: dict[str, tuple[str, str]] = {
    "catalog": ("标签目录", "Catalog"),
    "segments": ("客群", "Segments"),
    "portrait": ("客户画像", "Portrait"),
    "language": ("语言", "Language"),
    "version": ("版本", "Version"),
    "as_of": ("数据日期", "As of"),
    "catalog_version": ("目录版本", "Catalog"),
    "new_version": ("版本 {id} 已生效，下一次点击即显示", "Version {id} is in force; the next click shows it"),
    "damaged_version": (
        "版本 {id} 的文件已损坏，暂用上一个完好的版本；请运行 `tagrid doctor`。",
        "Version {id} is damaged; the last intact one serves meanwhile. Run `tagrid doctor`.",
    ),
    "nothing_published": ("还没有已发布的版本", "Nothing is published yet"),
    "nothing_published_how": (
        "先运行 `make demo` 生成演示数据，或运行 `tagrid ingest` 与 `tagrid refresh` 接入您的数据。",
        "Run `make demo` for a demo utility, or `tagrid ingest` and `tagrid refresh` for your own data.",
    ),
    "customers": ("客户", "Customers"),
    "unit_customers": ("户", ""),
    "tags": ("标签", "Tags"),
    "not_available": ("暂无数据", "Not available"),
    "all_unknown": (
        "数据来源已接入，但所有客户的取值都是未知（例如历史不足）。",
        "Its sources were delivered, yet every customer is unknown (too little history, for example).",
    ),
    "search_tag": ("搜索标签、定义或取值", "Search a tag, definition or value"),
    "no_tag_found": ("没有找到“{text}”，换个词试试。", "Nothing found for “{text}”. Try another word."),
    "level_1": ("一级 · 主体类别", "Level 1 · Subject"),
    "level_5": ("五级 · 标签值", "Level 5 · Tag values"),
    "tree_title": (
        "点击任一扇区进入下一级；颜色越深，有取值的客户越多",
        "Click a part to go down; the darker, the more customers have a value",
    ),
    "coverage": ("覆盖率", "Coverage"),
    "criterion": ("分类依据", "Criterion"),
    "requirement": ("业务需求", "Requirement"),
    "method": ("方法", "Method"),
    "rule": ("规则", "Rule"),
    "statistic": ("统计", "Statistic"),
    "model": ("模型", "Model"),
    "cadence": ("更新周期", "Refreshed"),
    "daily": ("每日", "Daily"),
    "weekly": ("每周", "Weekly"),
    "monthly": ("每月", "Monthly"),
    "yearly": ("每年", "Yearly"),
    "owner": ("责任部门", "Owner"),
    "sensitivity": ("敏感级别", "Sensitivity"),
    "public": ("公开", "Public"),
    "internal": ("内部", "Internal"),
    "restricted": ("敏感（个人信息保护法）", "Restricted (PIPL sensitive)"),
    "status": ("状态", "Status"),
    "draft": ("草稿", "Draft"),
    "active": ("启用", "Active"),
    "deprecated": ("停用预告", "Deprecated"),
    "retired": ("已停用", "Retired"),
    "examples": ("示例", "Examples"),
    "rule_sql": ("计算规则（SQL）", "Rule (SQL)"),
    "inputs": ("输入指标", "Inputs"),
    "sources": ("来源表", "Source tables"),
    "given": ("已知", "Given"),
    "gives": ("得到", "Gives"),
    "value": ("取值", "Value"),
    "code": ("代码", "Code"),
    "share": ("占比", "Share"),
    "count": ("户数", "Customers"),
    "unknown": ("未知", "Unknown"),
    "distribution_title": (
        "{value}最多：{share}的客户",
        "{value} is the most frequent: {share} of customers",
    ),
    "history_title": ("各版本的取值分布", "Distribution over the published versions"),
    "history_one": (
        "目前只有一个版本；下次发布后这里显示变化。",
        "There is one version so far; changes show here after the next one.",
    ),
    "table": ("数据表", "Table"),
    "download": ("下载 CSV", "Download CSV"),
    "whole_tree": ("返回目录全貌", "Back to the whole catalog"),
    "versions": ("已发布版本", "Published versions"),
    "in_force": ("生效", "In force"),
    "yes": ("是", "Yes"),
    "subject": ("主体", "Subject"),
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
    "customer_id": ("户号", "Account"),
    "name": ("名称", "Name"),
    "district": ("区县", "District"),
    "annual_kwh": ("年用电量（kWh）", "Yearly use (kWh)"),
    "usage_year": ("年用电量", "Yearly use"),
    "find_customer": ("户号、名称或地址片段", "Account number, name or part of the address"),
    "find_how": (
        "输入户号、名称或地址的一部分，选择一位客户查看画像。",
        "Type an account number, a name or a part of the address, then choose a customer.",
    ),
    "no_customer_found": (
        "没有找到“{text}”。请核对户号，或只输入名称的一部分。",
        "No customer matches “{text}”. Check the number, or type only a part of the name.",
    ),
    "some_to_start": ("可以从这些客户看起", "Some to start with"),
    "found": ("{n} 位客户符合", "{n} customers match"),
    "another": ("查找其他客户", "Find another customer"),
    "all_tags": ("全部标签", "All tags"),
    "since": ("自", "Since"),
    "usage": ("用电", "Usage"),
    "usage_title": (
        "近 12 个月用电 {kwh}，{change}",
        "{kwh} used in the last 12 months, {change}",
    ),
    "usage_title_short": ("已有数据期间用电 {kwh}", "{kwh} used over the days on record"),
    "more": ("同比增加 {share}", "up {share} on the year before"),
    "less": ("同比减少 {share}", "down {share} on the year before"),
    "usage_days": ("每日电量", "Day by day"),
    "usage_calendar": ("日历热力图", "Calendar"),
    "date": ("日期", "Date"),
    "kwh": ("电量（kWh）", "Energy (kWh)"),
    "rolling": ("7 日均值", "7-day mean"),
    "missing_days": ("缺少读数的天数：{n}", "Days without a reading: {n}"),
    "no_usage": ("没有电量记录。", "No readings on record."),
    "bills": ("账单与交费", "Bills and payments"),
    "bills_title": (
        "{late} / {all} 张账单逾期交清或未交",
        "{late} of {all} bills were paid late or are open",
    ),
    "no_bills": ("没有账单记录。", "No bills on record."),
    "bill_month": ("电费年月", "Month"),
    "due_on": ("最后交费日", "Due"),
    "amount": ("应收（元）", "Amount (元)"),
    "paid": ("实收（元）", "Paid (元)"),
    "paid_on": ("最近交费日", "Last paid"),
    "state": ("状态", "State"),
    "paid_in_time": ("按时", "In time"),
    "paid_late": ("逾期交清", "Paid late"),
    "open_overdue": ("逾期未交", "Overdue"),
    "open_due": ("未到期", "Not yet due"),
    "service": ("服务与停电", "Service and outages"),
    "service_title": ("近 12 个月 {n} 次记录", "{n} events in the last 12 months"),
    "no_events": ("没有服务、停电或催费记录。", "No contacts, outages or reminders on record."),
    "reasons": ("风险原因", "Why this risk"),
    "reasons_title": (
        "电费回收风险 {band}：预计逾期 30 天以上的可能性 {chance}",
        "Fee-recovery risk {band}: {chance} chance of being unpaid 30 days after due",
    ),
    "reasons_low": (
        "风险处于 {band} 档，没有单独突出的原因。",
        "The risk is in band {band}; no single reason stands out.",
    ),
    "no_score": ("没有评分：{why}", "No score: {why}"),
    "no_score_why": (
        "模型尚未训练或该客户没有账单",
        "there is no trained model, or the customer has no bills",
    ),
    "effect": ("使可能性提高 {points} 个百分点", "raises the chance by {points} points"),
    "opened_on": ("立户", "Opened"),
    "address": ("地址", "Address"),
    "phone": ("电话", "Telephone"),
    "manager": ("客户经理", "Account manager"),
    "day": ("日", "Day"),
    "what": ("事项", "What"),
    "detail": ("详情", "Detail"),
}


def language() -> str:
    """Return the language in force, ``zh`` or ``en``."""
    return st.session_state.get("lang", "zh")


def t(key: str, **fills: object) -> str:
    """Return the words for ``key`` in the language in force, its braces filled from ``fills``."""
    text = WORDS[key][language() == "en"]
    return text.format(**fills) if fills else text


def named(label) -> str:
    """Return a catalog label (with ``zh`` and ``en``) in the language in force."""
    return label.en if language() == "en" else label.zh
