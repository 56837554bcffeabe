"""Words of the catalog's pages."""

from tagrid.core.text import Text

WORDS: dict[str, Text] = {
    "not_available": Text(zh="暂无数据", en="Not available"),
    "all_unknown": Text(
        zh="数据来源已接入，但所有客户的取值都是未知（例如历史不足）。",
        en="Its sources were delivered, yet every customer is unknown (too little history, for example).",
    ),
    "search_tag": Text(
        zh="搜索名称、代码、定义或取值，中英文均可", en="Search a name, code, definition or value, in either language"
    ),
    "tags_found": Text(zh="找到 {n} 个标签", en="Tags found: {n}"),
    "tags_more": Text(zh="另有 {n} 个，请补充关键词。", en="And {n} more: add a word."),
    "tag_name": Text(zh="名称", en="Name"),
    "no_tag_found": Text(zh="没有找到“{text}”，换个词试试。", en="Nothing found for “{text}”. Try another word."),
    "level_1": Text(zh="一级 · 主体类别", en="Level 1 · Subject"),
    "level_5": Text(zh="五级 · 标签值", en="Level 5 · Tag values"),
    "tree_title": Text(
        zh="{tags} 个标签中 {served} 个有取值，平均覆盖 {share} 的客户；另有 {shelved} 个草稿或已停用",
        en="{served} of {tags} tags have values, for {share} of customers on average; {shelved} are drafts or retired",
    ),
    "tree_how": Text(
        zh="点击任一部分进入下一级；颜色越浓，有取值的客户越多，灰色为尚无取值。",
        en="Click a part to go down. The stronger the colour, the more customers have a value; grey: nobody yet.",
    ),
    "squares": Text(zh="概览", en="Overview"),
    "squares_how": Text(
        zh="一格是一个标签，颜色越浓，有取值的客户越多，灰色为尚无取值；右侧为各主题的平均覆盖率。",
        en=(
            "A square is a tag. The stronger its colour, the more customers have a value; grey: nobody yet. "
            "On the right: the mean of the theme."
        ),
    ),
    "coverage": Text(zh="覆盖率", en="Coverage"),
    "criterion": Text(zh="分类依据", en="Criterion"),
    "requirement": Text(zh="业务需求", en="Requirement"),
    "definition": Text(zh="定义", en="Definition"),
    "method": Text(zh="方法", en="Method"),
    "rule": Text(zh="规则", en="Rule"),
    "statistic": Text(zh="统计", en="Statistic"),
    "model": Text(zh="模型", en="Model"),
    "cadence": Text(zh="更新周期", en="Refreshed"),
    "daily": Text(zh="每日", en="Daily"),
    "weekly": Text(zh="每周", en="Weekly"),
    "monthly": Text(zh="每月", en="Monthly"),
    "yearly": Text(zh="每年", en="Yearly"),
    "owner": Text(zh="责任部门", en="Owner"),
    "sensitivity": Text(zh="敏感级别", en="Sensitivity"),
    "public": Text(zh="公开", en="Public"),
    "internal": Text(zh="内部", en="Internal"),
    "restricted": Text(zh="敏感（个人信息保护法）", en="Restricted (PIPL sensitive)"),
    "status": Text(zh="状态", en="Status"),
    "draft": Text(zh="草稿", en="Draft"),
    "active": Text(zh="启用", en="Active"),
    "deprecated": Text(zh="停用预告", en="Deprecated"),
    "retired": Text(zh="已停用", en="Retired"),
    "examples": Text(zh="示例", en="Examples"),
    "rule_sql": Text(zh="计算规则（SQL）", en="Rule (SQL)"),
    "inputs": Text(zh="输入指标", en="Inputs"),
    "sources": Text(zh="来源表", en="Source tables"),
    "given": Text(zh="已知", en="Given"),
    "gives": Text(zh="得到", en="Gives"),
    "distribution_title": Text(
        zh="{value}最多：{share}的客户", en="{value} is the most frequent: {share} of customers"
    ),
    "history_title": Text(zh="各版本的取值分布", en="Distribution over the published versions"),
    "history_finding": Text(
        zh="自版本 {since} 以来变化最大的是“{value}”：{before} → {after}",
        en="Changed most since version {since}: {value}, {before} → {after}",
    ),
    "history_same": Text(zh="各版本的分布几乎相同", en="The distribution is almost the same in every version"),
    "history_one": Text(
        zh="目前只有一个版本；下次发布后这里显示变化。",
        en="There is one version so far; changes show here after the next one.",
    ),
    "picture_form": Text(zh="图形", en="Form"),
    "picture_size": Text(zh="面积", en="Size"),
    "sunburst": Text(zh="旭日图", en="Sunburst"),
    "treemap": Text(zh="矩形树图", en="Treemap"),
    "by_tags": Text(zh="面积：标签等分", en="Tags alike"),
    "by_customers": Text(zh="面积：有取值的客户", en="By customers"),
    "tag_parts": Text(zh="内容", en="Contents"),
    "part_card": Text(zh="五步卡片", en="Five-step card"),
    "part_values": Text(zh="分布与变化", en="Values over time"),
    "part_lineage": Text(zh="数据血缘", en="Lineage"),
    "part_related": Text(zh="关联与使用", en="Related and used"),
    "step_requirement": Text(zh="业务需求", en="Requirement"),
    "step_concept": Text(zh="标签概念", en="Concept"),
    "step_rule": Text(zh="计算规则", en="Rule"),
    "step_classification": Text(zh="标签分类", en="Classification"),
    "step_management": Text(zh="目录管理", en="Catalog management"),
    "precedence": Text(zh="条件关系", en="Conditions"),
    "exclusive": Text(zh="互不重叠", en="Exclude one another"),
    "ordered": Text(zh="可同时成立，取首个", en="Several may hold; the first counts"),
    "values_of": Text(zh="{n} 个取值", en="Values: {n}"),
    "approval": Text(zh="审批", en="Approved by"),
    "nothing_known": Text(zh="无任何输入", en="nothing known"),
    "advice": Text(zh="后评估建议", en="Advice of the evaluation"),
    "not_approved": Text(zh="尚未审批", en="Not yet approved"),
    "draft_model": Text(
        zh="**草稿** — 等待其评分模型上线；在此之前没有客户取值。",
        en="**Draft** — it waits for its score; until then no customer has a value.",
    ),
    "draft_rule": Text(
        zh="**草稿** — 尚未审批启用，没有客户取值。",
        en="**Draft** — it is not approved yet, and no customer has a value.",
    ),
    "retired_why": Text(
        zh="**已停用** — 不再计算，历史取值保留。", en="**Retired** — no longer computed; its history is kept. "
    ),
    "deprecated_why": Text(
        zh="**停用预告** — 仍在计算，请不要用于新的客群。",
        en="**Deprecated** — still computed; use it for nothing new. ",
    ),
    "replaced_by": Text(zh="请改用“{tag}”。", en="Use “{tag}” instead."),
    "no_rule_yet": Text(zh="还没有计算规则。", en="There is no rule yet."),
    "no_customers_yet": Text(
        zh="没有客户取值，因此没有分布。", en="No customer has a value, so there is nothing to count."
    ),
    "flows_since": Text(zh="与早先版本比较", en="Since the version"),
    "flows_unknown_tag": Text(zh="版本 {version} 还没有这个标签。", en="Version {version} does not have this tag."),
    "flows_none": Text(
        zh="自版本 {version} 以来没有客户改变取值", en="No customer changed value since version {version}"
    ),
    "flows_title": Text(
        zh="{share}的客户改变了取值；最多的是{old} → {new}：{n} 户",
        en="{share} of customers changed value; most often {old} → {new}: {n}",
    ),
    "flows_all": Text(zh="同时显示未变的客户", en="Show those who stayed, too"),
    "flow_new": Text(zh="（新客户）", en="(new customer)"),
    "flow_gone": Text(zh="（已离开）", en="(gone)"),
    "lineage_title": Text(
        zh="由 {tables} 张来源表的 {columns} 个字段，经 {inputs} 个指标得出",
        en="From source columns: {columns}, in tables: {tables}, by way of numbers: {inputs}",
    ),
    "layer_feature": Text(zh="指标", en="Feature"),
    "layer_score": Text(zh="评分", en="Score"),
    "layer_model": Text(zh="指标模型", en="Model"),
    "more_columns": Text(zh="……另 {n} 个", en="… and {n} more"),
    "column": Text(zh="字段", en="Column"),
    "meaning": Text(zh="含义", en="Meaning"),
    "near_title": Text(zh="含义最近的是“{tag}”", en="Nearest in meaning: {tag}"),
    "near_none": Text(zh="没有含义相近的标签", en="No tag is near in meaning"),
    "nearness": Text(zh="文字相似度（0–1）", en="Similarity, 0 to 1"),
    "related_title": Text(zh="数据上最相关的是“{tag}”（强度 {v}）", en="Most related in data: {tag} (strength {v})"),
    "related_title_none": Text(zh="数据上的关联尚未测算", en="How it goes with other tags is not measured yet"),
    "related_how": Text(
        zh="打开后评估页（或运行 `tagrid catalog evaluate`）测算之后，这里显示与其他标签的关联程度。",
        en="The evaluation page, or `tagrid catalog evaluate`, measures it; then the tags that go with it show here.",
    ),
    "related_strength": Text(zh="关联强度（0–1）", en="Strength (0 to 1)"),
    "declared": Text(zh="已声明", en="Declared"),
    "declared_derived": Text(zh="衍生", en="derived"),
    "declared_common": Text(zh="同源", en="of one origin"),
    "used_title": Text(
        zh=(
            "用于 {segments} 个已存客群、{tags} 个衍生标签、{scores} 个评分；"
            "查看 {views} 次，圈选 {counts} 次，导出 {exports} 次"
        ),
        en=(
            "In saved segments: {segments}, derived tags: {tags}, scores: {scores}; "
            "viewed {views}, counted {counts}, exported {exports} times"
        ),
    ),
    "kind": Text(zh="类别", en="Kind"),
    "segment_saved": Text(zh="已存客群", en="Saved segment"),
    "derived_tag": Text(zh="衍生标签", en="Derived tag"),
    "derived_how": Text(zh="由本标签衍生", en="derived from this tag"),
    "derived_from": Text(zh="衍生自", en="Derived from"),
    "sub_facet_of": Text(zh="所属组面", en="Sub-facet of"),
    "evidence": Text(zh="依据", en="Goes by"),
    "evidence_stated": Text(zh="客户自述", en="What the customer said"),
    "evidence_observed": Text(zh="观察到的选择", en="A choice that was observed"),
    "evidence_inferred": Text(zh="由行为推断", en="Inferred from acts"),
    "related_to": Text(zh="同因相关", en="Related by a common cause"),
    "score": Text(zh="评分", en="Score"),
    "score_gives": Text(zh="给出本标签的取值", en="gives its value"),
    "score_reads": Text(zh="读取相同指标 {columns}", en="reads the same numbers {columns}"),
    "how_used": Text(zh="使用方式", en="How"),
    "whole_tree": Text(zh="返回目录全貌", en="Back to the whole catalog"),
    "versions": Text(zh="已发布版本", en="Published versions"),
    "in_force": Text(zh="生效", en="In force"),
    "subject": Text(zh="主体", en="Subject"),
    "values_to_segments": Text(zh="打开有此取值的客户（客群）：", en="Open the customers with a value as a segment:"),
}
