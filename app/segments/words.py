"""Words of the segments page: composing a rule, understanding a segment, saving and exporting it."""

from tagrid.core.text import Text

WORDS: dict[str, Text] = {
    "segment_views": Text(zh="页面", en="View"),
    "view_compose": Text(zh="组配", en="Compose"),
    "view_saved": Text(zh="已存客群", en="Saved"),
    "view_exports": Text(zh="导出记录", en="Exports"),
    "compose": Text(zh="组配方式", en="Mode"),
    "facets": Text(zh="组面筛选", en="Facets"),
    "rules": Text(zh="规则", en="Rules"),
    "expression": Text(zh="表达式", en="Expression"),
    "expression_fold": Text(zh="以表达式查看或编辑", en="See or edit it as an expression"),
    "expression_help": Text(
        zh="例：value_tier in (vip, major) and not arrears_status = clear",
        en="For example: value_tier in (vip, major) and not arrears_status = clear",
    ),
    "expression_copy": Text(
        zh="可直接修改或复制；同一表达式可用于命令行 `tagrid segment count`",
        en="Edit or copy it; the same expression works with `tagrid segment count`",
    ),
    "fault_at": Text(zh="表达式第 {n} 个字符处有误：", en="Wrong at character {n} of the expression: "),
    "mend_text": Text(
        zh="请先改正表达式，或撤销上一步；筛选与规则随后恢复。",
        en="Correct the expression or undo the last step; facets and rules return then.",
    ),
    "no_count": Text(zh="表达式有误，暂无户数。", en="No count while the expression is wrong."),
    "clear_all": Text(zh="全部清除", en="Clear all"),
    "undo": Text(zh="撤销", en="Undo"),
    "redo": Text(zh="重做", en="Redo"),
    "theme": Text(zh="分析主题", en="Theme"),
    "search_value": Text(
        zh="搜索标签、取值、区县、馈线、客户经理、指标、已存客群",
        en="Search tags, values, districts, numbers, segments",
    ),
    "no_such_value": Text(
        zh="没有匹配的标签、取值、档案、指标或已存客群。", en="No tag, value, fact, number or saved segment matches."
    ),
    "facet_band": Text(zh="点选的取值", en="A chosen value"),
    "excluded_facets_help": Text(
        zh="点选的取值会被排除：户数为再去掉多少。", en="A chosen value leaves customers out; counts say how many more."
    ),
    "found_numbers": Text(zh="按数值或日期设条件", en="A condition on a number or a day"),
    "found_segments": Text(zh="已存客群", en="Saved segments"),
    "found_more": Text(zh="还有 {n} 项，请多输入几个字", en="{n} more: type a little more"),
    "more_values": Text(zh="还有 {n} 个取值，请搜索", en="{n} more values: search for them"),
    "no_condition": Text(zh="尚未选择条件，当前为全部客户。", en="No condition yet: this is everyone."),
    "beside_facets": Text(
        zh="另有 {n} 个条件无法用组面表示，仍然有效；可在“规则”中修改。",
        en="Conditions that facets cannot show, and that hold as well: {n}. Edit them under Rules.",
    ),
    "more_chips": Text(zh="还有 {n} 个，见表达式", en="{n} more in the expression"),
    "included": Text(zh="包含", en="Include"),
    "included_help": Text(zh="满足以下条件的客户", en="customers who meet this"),
    "excluded": Text(zh="排除", en="Exclude"),
    "excluded_help": Text(zh="再去掉满足以下条件的客户", en="of those, leave out customers who meet this"),
    "all_of": Text(zh="且：全部满足", en="AND: all of"),
    "any_of": Text(zh="或：满足其一", en="OR: any of"),
    "none_of": Text(zh="非：不满足以下", en="NOT: none of"),
    "how_combined": Text(zh="组合方式", en="How combined"),
    "not_word": Text(zh="非", en="NOT"),
    "add_condition": Text(zh="添加条件", en="Add a condition"),
    "wrap_any": Text(zh="与另一条件构成“或”", en="Group with another condition by OR"),
    "wrap_all": Text(zh="与另一条件构成“且”", en="Group with another condition by AND"),
    "negate": Text(zh="取反（非）", en="Turn into its opposite (NOT)"),
    "drop": Text(zh="移除", en="Remove"),
    "more_in_text": Text(zh="其余条件请在表达式中修改：{rule}", en="Edit the rest in the expression: {rule}"),
    "condition": Text(zh="条件", en="Condition"),
    "term_tag": Text(zh="标签取值", en="Tag value"),
    "term_feature": Text(zh="指标数值", en="Feature"),
    "term_changed": Text(zh="标签变化", en="Change of a tag"),
    "term_segment": Text(zh="已存客群", en="Saved segment"),
    "take": Text(zh="确定", en="Take it"),
    "tag": Text(zh="标签", en="Tag"),
    "facts": Text(zh="客户档案", en="Facts of the customer"),
    "operator": Text(zh="比较", en="Compare"),
    "is_known": Text(zh="已知", en="is known"),
    "is_between": Text(zh="介于", en="between"),
    "is_one_of": Text(zh="是其中之一", en="is one of"),
    "lowest": Text(zh="下限", en="Lowest"),
    "highest": Text(zh="上限", en="Highest"),
    "from_any": Text(zh="由（不选为任意）", en="From (none: any)"),
    "to_any": Text(zh="变为（不选为任意）", en="To (none: any)"),
    "when": Text(zh="时间", en="When"),
    "last_days": Text(zh="最近若干天", en="In the last days"),
    "since_day": Text(zh="自某日起", en="Since a day"),
    "ever": Text(zh="不限时间", en="Ever"),
    "days": Text(zh="天数", en="Days"),
    "no": Text(zh="否", en="No"),
    "colon": Text(zh="：", en=": "),
    "rule_and": Text(zh=" 且 ", en=" and "),
    "rule_or": Text(zh=" 或 ", en=" or "),
    "rule_not": Text(zh="非 {rule}", en="not {rule}"),
    "bracketed": Text(zh="（{rule}）", en="({rule})"),
    "rule_known": Text(zh="{name} 已知", en="{name} is known"),
    "segment_called": Text(zh="客群「{name}」", en="segment “{name}”"),
    "changed": Text(zh="发生变化", en="changed"),
    "changed_from": Text(zh="由 {values}", en="from {values}"),
    "changed_to": Text(zh="变为 {values}", en="changed to {values}"),
    "changed_since": Text(zh="（自 {day} 起）", en="(since {day})"),
    "changed_within": Text(zh="（近 {days} 天）", en="(in the last {days} days)"),
    "of_base": Text(zh="占 {base} 的 {share}", en="{share} of {base}"),
    "restricted_count": Text(
        zh="条件涉及限制级标签：户数取整到十，不足 {n} 户不显示。",
        en="This rests on restricted tags: counts are rounded to tens, below {n} none is shown.",
    ),
    "restricted_persons": Text(
        zh="条件涉及限制级标签，此处不列出具体客户；按用途导出需另行确认并留痕。",
        en="This rests on restricted tags, so nobody is listed here; an export needs leave and is on record.",
    ),
    # understanding
    "understand": Text(zh="了解客群", en="Understand"),
    "see_profile": Text(zh="画像", en="Profile"),
    "see_members": Text(zh="名单", en="Members"),
    "see_cross": Text(zh="交叉", en="Cross"),
    "see_use": Text(zh="用电", en="Use"),
    "see_moves": Text(zh="进出", en="Trend"),
    "see_compare": Text(zh="对比", en="Compare"),
    "see_similar": Text(zh="相似", en="Similar"),
    "see_map": Text(zh="地图", en="Map"),
    "see_why": Text(zh="原因", en="Why"),
    "onward": Text(zh="接着组配", en="Go on with"),
    "onward_go": Text(zh="打开为客群", en="Open as a segment"),
    "onward_reasons": Text(zh="客群之外、最像的 {n} 个特征都有", en="Outside, with all of the {n} strongest reasons"),
    "onward_one": Text(zh="客群之外、有最强的一个特征", en="Outside, with the strongest reason"),
    "onward_and": Text(zh="本客群且{value}", en="This segment with {value}"),
    "begin_recent": Text(zh="本次会话用过的", en="Used in this session"),
    "begin_saved": Text(zh="已存客群（最近保存的在前）", en="Saved segments, the last saved first"),
    "begin_all_saved": Text(zh="全部已存客群", en="All saved segments"),
    "begin_templates": Text(zh="从模板开始", en="Begin with a template"),
    "begin_tags": Text(zh="大家常用的标签", en="Tags people use most"),
    "begin": Text(
        zh="先选择一个条件，再看这个客群与全体有何不同。", en="Choose a condition first; then see what sets them apart."
    ),
    "stop": Text(zh="停止", en="Stop"),
    "working": Text(zh="计算中", en="Working"),
    "members": Text(zh="客户名单（{n} 户）", en="Members ({n})"),
    "members_by_export": Text(
        zh="点选一户打开客户画像。带走名单请用“导出”：写明用途，剔除已拒绝者，记录在案。",
        en="Choose one to open its portrait. To take them away use Export: it asks what for, and is on record.",
    ),
    "no_members": Text(
        zh="没有客户同时满足这些条件。去掉一个条件，或放宽取值范围。",
        en="No customer meets all of these. Remove a condition or widen one.",
    ),
    "too_few": Text(zh="少于 {n} 户的群体不显示统计。", en="Nothing is shown of groups of fewer than {n} customers."),
    "profile_more": Text(zh="高于全体", en="More"),
    "profile_less": Text(zh="低于全体", en="Less"),
    "profile_tag": Text(zh="单个标签", en="One tag"),
    "tag_finding": Text(zh="最多的是“{value}”：{share}（全体 {base}）", en="Most are “{value}”: {share} (base {base})"),
    "profile_finding": Text(
        zh="{share} 为“{value}”，是全体（{base}）的 {times} 倍",
        en="{share} are “{value}”, {times} times the base ({base})",
    ),
    "like_everyone": Text(zh="与全体相比没有超出偶然的差别。", en="Nothing differs from everyone by more than chance."),
    "tgi_help": Text(
        zh="TGI = 客群内占比 ÷ 全体占比 × 100；按 TGI × 户数的保守值排序；浅色表示可能出于偶然",
        en="TGI = share in the segment ÷ share in the base × 100; ranked by TGI × size, cautiously; pale may be chance",
    ),
    "segment_share": Text(zh="客群占比", en="In the segment"),
    "base_share": Text(zh="全体占比", en="In the base"),
    "implied_by_rule": Text(
        zh=" · 规则自身决定的标签只列在数据表中", en=" · tags the rule itself tells are in the table only"
    ),
    "interval": Text(zh="95% 区间", en="95 % interval"),
    "beyond_chance": Text(zh="超出偶然", en="Beyond chance"),
    "cross_rows": Text(zh="行标签", en="Rows"),
    "cross_columns": Text(zh="列标签", en="Columns"),
    "cross_two": Text(zh="请选择两个不同的标签。", en="Choose two different tags."),
    "cross_finding": Text(
        zh="“{row}”中 {share} 为“{column}”，是互不相关时的 {times} 倍",
        en="{share} of “{row}” are “{column}”, {times} times what independence would give",
    ),
    "cross_help": Text(
        zh="格内为占该行的比例；关联强度（Cramér's V）{v}；少于 {n} 户的格不显示",
        en="Share of the row; association (Cramér's V) {v}; cells of fewer than {n} are not shown",
    ),
    "times_chance": Text(zh="相对独立时的倍数", en="Times independence"),
    "no_use": Text(zh="这个版本没有这些客户的电量读数。", en="This version has no readings of these customers."),
    "use_finding": Text(
        zh="{month} 用电最多：平均每户每天 {kwh} kWh（{n} 户有读数）",
        en="Most in {month}: {kwh} kWh a customer and day ({n} were read)",
    ),
    "use_help": Text(
        zh="实线为平均值，虚线为中位数，色带内是中间 80% 的客户；平均值受少数大户影响",
        en="Line: mean; dashed: median; band: the middle 80 % of customers. A few large ones lift the mean",
    ),
    "use_axis": Text(zh="每户每天 kWh", en="kWh a customer and day"),
    "use_mean": Text(zh="平均", en="Mean"),
    "use_low": Text(zh="第 10 百分位", en="10th percentile"),
    "use_median": Text(zh="中位数", en="Median"),
    "use_high": Text(zh="第 90 百分位", en="90th percentile"),
    "month": Text(zh="月份", en="Month"),
    "trend_finding": Text(
        zh="由 {day} 的 {first} 户到 {until} 的 {last} 户", en="From {first} on {day} to {last} on {until}"
    ),
    "one_version": Text(zh="只有一个版本，尚无进出可比。", en="Only one version is kept: no moves to compare yet."),
    "moved_since": Text(zh="与哪个版本相比", en="Since version"),
    "moves_finding": Text(zh="新进 {came} 户，离开 {left} 户", en="{came} came in, {left} left"),
    "stayed": Text(zh="留在其中", en="Stayed"),
    "came_new": Text(zh="新进中的新客户", en="Of those who came, new customers"),
    "left_gone": Text(zh="离开中已销户", en="Of those who left, customers no more"),
    "who_came": Text(zh="新进名单", en="Who came"),
    "who_left": Text(zh="离开名单", en="Who left"),
    "nobody": Text(zh="没有客户。", en="Nobody."),
    "compare_with": Text(zh="与已存客群对比", en="Compare with saved segments"),
    "choose_segments": Text(zh="选择客群（至多 4 个）", en="Choose up to 4"),
    "none_saved": Text(zh="还没有已存客群", en="Nothing is saved yet"),
    "or_expression": Text(zh="或与一个表达式对比", en="Or with an expression"),
    "compare_begin": Text(
        zh="选择一个客群或写一个表达式，看两者重叠多少、各有什么特点。",
        en="Choose a segment or write an expression to see how they overlap and what sets each apart.",
    ),
    "this_segment": Text(zh="当前客群", en="this segment"),
    "the_expression": Text(zh="对比表达式", en="the expression"),
    "other_subject": Text(
        zh="两个客群的客户类别不同（电力客户与非电力客户），没有可比的重叠。",
        en="The two are about different kinds of customers; there is no overlap to compare.",
    ),
    "overlap_finding": Text(
        zh="两者共有 {both} 户，占当前客群的 {share}（Jaccard {jaccard}）",
        en="{both} are in both, {share} of this segment (Jaccard {jaccard})",
    ),
    "overlap_parts": Text(zh="各种组合各有多少客户", en="How many are in each combination"),
    "only": Text(zh="仅 {names}", en="Only {names}"),
    "distinguish_from": Text(zh="与哪一个细比", en="Distinguish from which"),
    "contrast_finding": Text(
        zh="最大的不同是“{value}”：{first}对 {second}，相差{bound} {points} 个百分点",
        en="What distinguishes them most is “{value}”: {first} against {second}, {bound}{points} points apart",
    ),
    "contrast_help": Text(
        zh=(
            "只看不同时在两者之中的客户；每个标签取相差最大的一个取值；横线为相差的部分；"
            "浅色空心表示该侧不足 {n} 户，相差按至少计；同时比较许多取值，误报控制在 5%"
        ),
        en=(
            "Of customers who are not in both; of each tag the value that differs most; the line is the difference; "
            "hollow: fewer than {n} on that side, so at least so far apart; of all shown 5 % may be chance"
        ),
    ),
    "contrast_none": Text(
        zh="规则之外，两者没有超出偶然的不同。",
        en="Beyond their rules nothing distinguishes the two by more than chance.",
    ),
    "contrast_share": Text(zh="占比", en="Share"),
    "contrast_apart": Text(zh="相差（百分点）", en="Apart, points"),
    "at_least": Text(zh="至少", en="at least "),
    "whole_of": Text(zh="{name}（全部）", en="{name} (all)"),
    "similar_begin": Text(
        zh="从成员的标签中学习，在客群之外找出最像的客户；规则本身的标签不参与。",
        en="Learns from the members' tags and ranks everyone outside; the rule's own tags take no part.",
    ),
    "similar_find": Text(zh="寻找相似客户", en="Find similar customers"),
    "similar_finding": Text(
        zh="截至前 {n} 户：其中 {precision} 是成员，是随机的 {lift} 倍，找回全部成员的 {recall}",
        en="Cut at the best {n}: {precision} of them are members, {lift} times chance, finding {recall} of all members",
    ),
    "similar_help": Text(
        zh="在模型没有见过的客户上检验；虚线处查准与查全最平衡（F1 最大），再往下损失的多于得到的",
        en="Judged on customers the model had not seen; at the dashed line precision and recall balance best (F1)",
    ),
    "precision": Text(zh="查准率", en="Precision"),
    "recall": Text(zh="查全率", en="Recall"),
    "best_ranked": Text(zh="排在最前的户数", en="Best ranked customers"),
    "similar_reasons": Text(
        zh="哪些取值说明相似（右）或不似（左）", en="What speaks for being similar (right) or against (left)"
    ),
    "weight": Text(zh="权重", en="Weight"),
    "similar_left_out": Text(
        zh="未参与的标签（由规则决定）：{tags}", en="Left out, as the rule already states them: {tags}"
    ),
    "similar_people": Text(zh="客群之外最像的 {n} 户", en="The {n} most similar outside"),
    "above_cut": Text(zh="在截点之上", en="Above the cut"),
    "map_by": Text(zh="按什么看", en="By what"),
    "by_district": Text(zh="区县", en="District"),
    "by_feeder": Text(zh="馈线", en="Feeder"),
    "map_finding": Text(
        zh="{place}最为突出：{n} 户，占当地客户的 {share}，TGI {tgi}",
        en="{place} stands out most: {n}, {share} of the customers there, TGI {tgi}",
    ),
    "map_even": Text(
        zh="没有哪个{kind}与全域的差别超出偶然", en="No {kind} differs from everywhere by more than chance"
    ),
    "map_help": Text(
        zh=(
            "圆的大小为户数，颜色为 TGI（当地占比 ÷ 全域占比 × 100），每级倍数相同；浅色可能出于偶然，"
            "底色块为有客户的地方"
        ),
        en=(
            "Size: customers; colour: TGI (share there ÷ share everywhere × 100), in even steps of the ratio; "
            "pale may be chance; squares: where customers are"
        ),
    ),
    "map_key_few": Text(
        zh="灰色：当地不足 {base} 户，或客群不足 {n} 户（空圈）",
        en="grey: fewer than {base} customers there, or than {n} of the segment (ring)",
    ),
    "map_few": Text(
        zh="每处都不足 {n} 户，不显示统计。", en="Fewer than {n} customers at every place: nothing is shown."
    ),
    "no_coordinates": Text(
        zh="这些客户没有坐标，只列在数据表中。", en="These customers have no coordinates: see the table."
    ),
    "place": Text(zh="位置", en="Place"),
    "place_unknown": Text(zh="未知", en="Unknown"),
    "share_there": Text(zh="占当地客户", en="Share of those there"),
    "base_there": Text(zh="当地客户", en="Customers there"),
    "district_narrow": Text(zh="只看一个区县", en="Only one district"),
    "why_customer": Text(zh="户号", en="Account number"),
    "why_such": Text(zh="例：3200000001", en="Such as 3200000001"),
    "why_begin": Text(
        zh="输入一个户号，逐条看它为什么在、或为什么不在这个客群。",
        en="Type an account number to see, branch by branch, why it is in or is not.",
    ),
    "why_in": Text(zh="{customer} 在这个客群中", en="{customer} is in this segment"),
    "why_not": Text(zh="{customer} 不在这个客群中", en="{customer} is not in this segment"),
    "why_help": Text(zh="粗体为起决定作用的分支", en="Bold: the branches that decide"),
    "its_value": Text(zh="该户：{value}", en="this customer: {value}"),
    "no_change": Text(zh="没有变化", en="no change"),
    "empty": Text(zh="空", en="empty"),
    # saving
    "save": Text(zh="保存", en="Save"),
    "export": Text(zh="导出", en="Export"),
    "revision": Text(zh="规则第 {n} 版", en="rule version {n}"),
    "revision_short": Text(zh="版次", en="Rule no."),
    "changed_since_saved": Text(zh="· 已修改，未保存", en="· changed, not saved"),
    "save_segment": Text(zh="保存客群", en="Save the segment"),
    "segment_owner": Text(zh="负责人", en="Owner"),
    "folder": Text(zh="文件夹", en="Folder"),
    "purpose": Text(zh="用途", en="Purpose"),
    "by": Text(zh="经办人", en="By"),
    "by_missing": Text(zh="请填写经办人：记录在案的是姓名。", en="Say by whom: the name goes on record."),
    "alert_share": Text(zh="户数变动超过此百分比时提醒（%）", en="Alert when its size moves by more than (%)"),
    "save_on": Text(
        zh="将在第 {n} 版之后保存；规则不变时只更新说明。",
        en="Follows rule version {n}; an unchanged rule only updates the rest.",
    ),
    "save_new": Text(zh="另存为新客群", en="Save as a new segment"),
    "name_taken": Text(
        zh="已有客群「{name}」。请换一个名称，或从“已存客群”打开它再修改。",
        en="There is a segment “{name}” already. Take another name, or open that one from Saved.",
    ),
    "save_anyway": Text(zh="仍在其后保存我的规则", en="Save mine after it all the same"),
    "overtaken": Text(
        zh="{by} 已于 {at} 保存了第 {n} 版，您打开的是更早的一版。可读取最新规则、改名另存，或仍然保存：",
        en="{by} saved rule version {n} at {at}, after you opened it. Read theirs, take another name, or save yours:",
    ),
    "read_latest": Text(zh="读取最新规则", en="Read the latest rule"),
    "saved_toast": Text(zh="已保存「{name}」（第 {n} 版）", en="Saved “{name}”, rule version {n}"),
    "none_saved_yet": Text(
        zh="还没有已存客群。在“组配”中选好条件后点“保存”。",
        en="Nothing is saved yet. Compose a segment and choose Save.",
    ),
    "alerts_now": Text(zh="{n} 个客群变动超出设定：{names}", en="{n} segments moved beyond their set share: {names}"),
    "search_saved": Text(zh="搜索名称、文件夹、负责人、用途", en="Search name, folder, owner, purpose"),
    "choose_saved": Text(
        zh="点选一行，查看规则版本、引用与回放。", en="Choose a line for its rules, who uses it and replay."
    ),
    "course": Text(zh="走势", en="Course"),
    "moved": Text(zh="变动", en="Moved"),
    "saved_on": Text(zh="时间", en="At"),
    "open_composer": Text(zh="在组配中打开", en="Open in Compose"),
    "propose": Text(zh="提议为标签", en="Propose as a tag"),
    "propose_help": Text(
        zh="按这个客群预填标签工坊的五个步骤，作为组配标签提交审核",
        en="Opens the five steps of the tag workshop, filled in from this segment: a composite tag, for review",
    ),
    "schedule": Text(zh="定期导出", en="Scheduled export"),
    "schedule_none": Text(
        zh="没有定期导出：可在每次刷新发布后自动写出名单。", en="None. A file can follow every refresh."
    ),
    "schedule_make": Text(zh="设置定期导出", en="Set up an export"),
    "schedule_of": Text(zh="定期导出「{name}」", en="Scheduled export of “{name}”"),
    "schedule_next": Text(
        zh="每次刷新发布后写出；下一次：{day} 之后的新版本",
        en="Written after every refresh; next with the version that follows {day}",
    ),
    "schedule_paused": Text(zh="已暂停，刷新后不写出", en="Paused: refreshes write nothing"),
    "schedule_pause": Text(zh="暂停", en="Pause"),
    "schedule_resume": Text(zh="恢复", en="Resume"),
    "schedule_now": Text(zh="现在写出", en="Write now"),
    "schedule_now_help": Text(
        zh="按当前版本写出；已写出且文件仍在时不重复",
        en="Writes the version in force, unless its file is there already",
    ),
    "schedule_end": Text(zh="结束定期导出", en="End it"),
    "schedule_end_sure": Text(
        zh="结束后不再写出；已写出的文件和记录不动。", en="Writing ends; files and records stay."
    ),
    "schedule_no_runs": Text(zh="还没有写出过。", en="Nothing was written yet."),
    "schedule_written": Text(zh="已写出", en="Written"),
    "schedule_failed": Text(zh="失败", en="Failed"),
    "outcome_word": Text(zh="结果", en="Outcome"),
    "file_or_reason": Text(zh="文件或原因", en="File or reason"),
    "schedule_folder": Text(zh="文件夹（在导出文件夹之下）", en="Folder (within that of exports)"),
    "schedule_folder_such": Text(zh="例：每周/催费", en="Such as: weekly/dunning"),
    "schedule_store": Text(zh="保存定期导出", en="Keep the schedule"),
    "schedule_stored": Text(zh="已设置：每次刷新发布后写出", en="Set: written after every refresh"),
    "columns_default": Text(zh="默认列", en="default columns"),
    "cap_random_n": Text(zh="随机抽取至多 {n} 户", en="at most {n}, at random"),
    "cap_top_n": Text(zh="按{by}取最大的至多 {n} 户", en="at most {n}, by {by}, the largest first"),
    "hold_out_n": Text(zh="留出 {share}", en="{share} held out"),
    "rename": Text(zh="改名", en="Rename"),
    "new_name": Text(zh="新名称", en="New name"),
    "delete": Text(zh="删除", en="Delete"),
    "delete_sure": Text(
        zh="删除后规则与户数仍留有记录；被其他客群引用时不能删除。",
        en="Its rules and sizes stay on record; refused while other segments use it.",
    ),
    "revisions": Text(zh="规则的 {n} 个版本", en="Versions of the rule: {n}"),
    "used_by": Text(zh="被哪些客群引用", en="Used by"),
    "used_by_none": Text(zh="没有客群引用它", en="No segment uses it"),
    "replay": Text(zh="回放到某个版本", en="Replay as of a version"),
    "replay_version": Text(zh="版本", en="Version"),
    "replayed": Text(
        zh="{day} 当时 **{n}** 户（规则第 {revision} 版，目录 {catalog}）",
        en="On {day}: **{n}** customers (rule version {revision}, catalog {catalog})",
    ),
    "retired_tag": Text(zh="标签“{tag}”已不再使用。{successor}", en="The tag “{tag}” is no longer in use. {successor}"),
    "draft_tag": Text(
        zh="标签“{tag}”尚为草稿，还没有客户取值。", en="The tag “{tag}” is a draft: no customer has a value yet."
    ),
    "deprecated_tag": Text(
        zh="标签“{tag}”将停用，取值目前仍在更新。{successor}",
        en="The tag “{tag}” will be retired; it is still kept up to date. {successor}",
    ),
    "active_tag": Text(
        zh="标签“{tag}”的取值有改名。{successor}", en="Values of the tag “{tag}” were renamed. {successor}"
    ),
    "successor_is": Text(zh="请改用“{tag}”。", en="Use “{tag}” instead."),
    "no_successor": Text(zh="没有后继标签。", en="It has no successor."),
    "successor_rule": Text(
        zh="改用后继标签后的规则：{rule}（{n} 户）", en="The rule with the successor: {rule} ({n} customers)"
    ),
    "successor_use": Text(zh="改用后继标签", en="Use the successor"),
    "successor_help": Text(
        zh="把规则存为新的一版，原来的规则仍保留在历史中",
        en="Saves the rule as a further version; the one there was stays on record",
    ),
    "last_result": Text(
        zh="最近一次结果：{n} 户（版本 {version}）", en="Last result: {n} customers (version {version})"
    ),
    "export_segment": Text(zh="导出客群", en="Export the segment"),
    "purpose_must": Text(zh="用途（必填，记录在案）", en="Purpose (required, kept on record)"),
    "purpose_missing": Text(zh="请先写明用途。", en="Say first what the customers are needed for."),
    "purpose_such": Text(zh="例：六月迎峰度夏错峰邀约", en="Such as: peak-shift call in June"),
    "consent": Text(zh="剔除拒绝以下用途的客户", en="Leave out who refused"),
    "consent_help": Text(
        zh="按截至目前的全部征询记录剔除，不论所用版本的数据日期；没有征询记录时不剔除，并在结果中说明",
        en="By all that has been delivered up to now, whatever day the version is of; where no consents were delivered "
        "nobody is left out, and it says so",
    ),
    "may_be_contacted": Text(
        zh="目前可联系 {n} 户，已拒绝 {refused} 户（按截至目前的征询记录）",
        en="{n} may be contacted, {refused} refused, by the consents known now",
    ),
    "consents_unknown_before": Text(
        zh="没有征询记录，不会剔除任何客户", en="There are no consents on record; nobody will be left out"
    ),
    "consent_marketing": Text(zh="营销推广", en="marketing"),
    "consent_profiling": Text(zh="画像分析", en="profiling"),
    "consent_sharing": Text(zh="数据共享", en="sharing"),
    "consent_none": Text(zh="不需征询（如安全告知）", en="none: needs no consent (a safety notice)"),
    "columns": Text(zh="列", en="Columns"),
    "format": Text(zh="格式", en="Format"),
    "bom": Text(zh="带 BOM，供 Excel 直接打开中文", en="BOM, so that Excel reads Chinese"),
    "codes": Text(zh="列名与取值写代码，供程序读取", en="Heads and values as codes, for a program"),
    "cap": Text(zh="取多少", en="How many"),
    "cap_all": Text(zh="全部", en="All"),
    "cap_random": Text(zh="随机 N 户", en="Random N"),
    "cap_top": Text(zh="最大 N 户", en="Top N"),
    "at_most": Text(zh="至多户数", en="At most"),
    "top_by": Text(zh="按", en="By"),
    "hold_out": Text(zh="随机留出对照组（%）", en="Hold out at random (%)"),
    "hold_out_help": Text(
        zh="留出的客户不进文件，之后用来测算活动的真实效果",
        en="They stay out of the file; the effect is measured against them later",
    ),
    "restricted_allow": Text(
        zh="确需导出限制级标签：{tags}（记录在案）", en="Export restricted tags too: {tags} (kept on record)"
    ),
    "export_needs_rule": Text(
        zh="请先选择条件：不能无条件导出全部客户。", en="Choose a condition first: everyone is not exported as a whole."
    ),
    "export_make": Text(zh="生成文件", en="Make the file"),
    "exported": Text(
        zh="第 {id} 次导出：{members} 户中的 {rows} 户写入文件",
        en="Export {id}: {rows} of {members} customers are in the file",
    ),
    "consents_unknown": Text(zh="没有征询记录，未剔除任何客户", en="no consents on record: nobody left out"),
    "opted_out": Text(zh="剔除拒绝者 {n} 户", en="{n} who refused left out"),
    "held_out_n": Text(zh="留出对照 {n} 户", en="{n} held out"),
    "seed": Text(zh="随机种子", en="seed"),
    "download_file": Text(zh="下载 {name}", en="Download {name}"),
    "download_about": Text(zh="说明文件", en="What the file says of itself"),
    "download_cleared": Text(
        zh="这个文件保存一天后已自动清除；需要时请重新导出，记录仍在。",
        en="This file was cleared after a day; export again where it is needed. Its record stays.",
    ),
    "on_record": Text(
        zh="用途、规则、版本与经办人已写入审计记录。", en="Purpose, rule, version and person are in the audit log."
    ),
    "no_exports": Text(zh="还没有导出记录。", en="Nothing was exported yet."),
    "intact": Text(zh="审计记录完整，未被改动。", en="The audit log is intact."),
    "tampered": Text(zh="审计记录被改动：", en="The audit log was tampered with: "),
    "choose_export": Text(
        zh="点选一行，查看内容并测算活动效果。", en="Choose a line for its contents and the lift of a campaign."
    ),
    "segment_word": Text(zh="客群", en="Segment"),
    "rows": Text(zh="户数", en="Rows"),
    "held_out": Text(zh="留出", en="Held out"),
    "in_file": Text(zh="文件内", en="In the file"),
    "export_n": Text(zh="第 {id} 次导出：{purpose}", en="Export {id}: {purpose}"),
    "nobody_held_out": Text(
        zh="这次导出没有留出对照组，无法测算效果。", en="Nobody was held out, so there is no lift to measure."
    ),
    "campaign": Text(zh="活动", en="Campaign"),
    "campaign_any": Text(zh="任一活动", en="Any campaign"),
    "campaign_help": Text(zh="{day} 之后有人接受的活动", en="Campaigns that somebody accepted after {day}"),
    "export_missing": Text(zh="没有第 {id} 次导出。", en="There is no export {id}."),
    "group": Text(zh="组", en="Group"),
    "lift_hits": Text(zh="达成户数", en="With the outcome"),
    "lift_axis": Text(zh="达成比例；横线为 95% 区间", en="Share with the outcome; lines: 95 % interval"),
    "outcome": Text(zh="或以表达式为结果", en="Or an expression as outcome"),
    "outcome_such": Text(zh="例：arrears_status = clear", en="Such as: arrears_status = clear"),
    "lift_finding": Text(
        zh="提升 {lift} 个百分点（95% 区间 {low} 至 {high}），{sure}",
        en="Lift {lift} percentage points (95 %: {low} to {high}), {sure}",
    ),
    "lift_sure": Text(zh="超出偶然", en="more than chance"),
    "lift_chance": Text(zh="可能出于偶然", en="may be chance"),
    "lift_help": Text(
        zh="结果：{outcome}，截至 {day}。文件内 {treated} 户，留出 {held} 户；"
        "约多得 {extra} 户；已不再是客户 {gone} 户",
        en="Outcome: {outcome}, up to {day}. {treated} in the file, {held} held out; about {extra} more; {gone} gone",
    ),
}
