"""Words of the page that compares two versions of the catalog."""

from tagrid.core.text import Text

WORDS: dict[str, Text] = {
    "compare": Text(zh="版本比较", en="Compare versions"),
    "compare_from": Text(zh="从", en="From"),
    "compare_to": Text(zh="到", en="To"),
    "compare_working": Text(zh="尚未发布（当前文件）", en="Not released (the files now)"),
    "compare_none": Text(
        zh="目录还没有发布过版本。运行 `tagrid catalog release 1.0.0` 冻结第一个版本，之后即可比较。",
        en=(
            "The catalog has no release yet. `tagrid catalog release 1.0.0` freezes the first; then there is something "
            "to compare."
        ),
    ),
    "compare_same": Text(
        zh="选的是同一个版本，请选两个不同的版本。", en="This is one and the same version; choose two."
    ),
    "compare_equal": Text(zh="两个版本没有差别。", en="The two do not differ."),
    "compare_fault": Text(zh="当前文件有错误，无法比较：", en="The files have faults and cannot be compared:"),
    "compare_missing": Text(
        zh="没有目录版本“{version}”，下面比较的是其他版本。",
        en="There is no catalog version “{version}”; the comparison below is of others.",
    ),
    "compare_wait": Text(
        zh="正在读取规则并计算对客户的影响 …", en="Reading the rules and computing the effect on customers …"
    ),
    "size_major": Text(zh="重大", en="Major"),
    "size_minor": Text(zh="增补", en="Minor"),
    "size_patch": Text(zh="文字", en="Patch"),
    "compare_size": Text(zh="级别", en="Size"),
    "size_major_why": Text(zh="含义改变、移除或停用", en="re-meant, removed or retired"),
    "size_minor_why": Text(
        zh="新增、启用、预告停用或下层算法变化", en="added, activated, deprecated, computed otherwise below"
    ),
    "size_patch_why": Text(zh="措辞、顺序、责任部门、示例", en="wording, order, owner, examples"),
    "compare_tags_changed": Text(zh="变更的标签", en="Tags changed"),
    "customers_moved": Text(zh="改变的取值", en="Values moved"),
    "customers_moved_why": Text(
        zh="一位客户的一个标签改变取值，计一次", en="one customer with another value of one tag counts once"
    ),
    "segments_touched": Text(zh="涉及的客群", en="Segments touched"),
    "changes_title": Text(zh="{first} → {second}：{count} 处变更", en="{first} → {second}, changes: {count}"),
    "compare_change": Text(zh="变更", en="Change"),
    "compare_tag": Text(zh="标签或类别", en="Tag or class"),
    "change_added": Text(zh="新增", en="added"),
    "change_removed": Text(zh="移除", en="removed"),
    "change_moved": Text(zh="由“{before}”移到“{after}”", en="moved from “{before}” to “{after}”"),
    "change_status": Text(zh="状态由{before}变为{after}", en="{before} became {after}"),
    "change_rule": Text(zh="计算规则改变", en="its rule changed"),
    "change_value_added": Text(zh="新增取值“{after}”", en="value “{after}” added"),
    "change_value_removed": Text(zh="移除取值“{before}”", en="value “{before}” removed"),
    "change_below": Text(
        zh="规则未变，它所读数字的算法改变（{count} 处）",
        en="rule unchanged; the numbers it reads are computed otherwise ({count})",
    ),
    "change_criterion": Text(zh="分类依据由“{before}”改为“{after}”", en="criterion “{before}” became “{after}”"),
    "change_wording": Text(zh="{field}由“{before}”改为“{after}”", en="{field}: “{before}” became “{after}”"),
    "change_rewritten": Text(zh="{field}已改写，见下", en="{field} rewritten, see below"),
    "change_other_language": Text(zh="{field}：仅英文措辞改变", en="{field}: its Chinese words alone changed"),
    "change_order": Text(zh="取值或类目的顺序改变", en="order changed"),
    "change_examples": Text(zh="示例改变", en="examples changed"),
    "change_approval": Text(zh="责任部门的批准：{after}", en="owner's approval: {after}"),
    "change_other": Text(zh="{field}由{before}改为{after}", en="{field}: {before} became {after}"),
    "compare_successor": Text(zh="接替标签", en="Successor"),
    "compare_statutory": Text(zh="法定取值", en="Statutory values"),
    "compare_not_applicable": Text(zh="不适用取值", en="Values that say it does not apply"),
    "compare_placement": Text(zh="归类理由", en="Why it stands there"),
    "compare_cause": Text(zh="（{cause}）", en=" ({cause})"),
    "compare_order": Text(zh="次序", en="Order"),
    "compare_label": Text(zh="名称", en="Name"),
    "compare_choose_changed": Text(zh="查看变更的标签", en="See a changed tag"),
    "compare_before": Text(zh="变更前", en="Before"),
    "compare_after": Text(zh="变更后", en="After"),
    "compare_not_there": Text(zh="没有这个标签", en="There is no such tag"),
    "moved_title": Text(
        zh="{customers} 户中有 {moved} 户取值改变（{share}）",
        en="{moved} of {customers} customers change their value ({share})",
    ),
    "moved_none": Text(zh="{customers} 户的取值都不变", en="None of {customers} customers changes value"),
    "moved_on": Text(
        zh="按版本 {version}（{as_of}）的客户与指标计算：两种定义用同一份输入。",
        en="On the customers and numbers of version {version} ({as_of}); both definitions read the same inputs.",
    ),
    "no_migration": Text(zh="这项变更不改变客户的取值。", en="This change leaves every customer's value as it is."),
    "compare_no_value": Text(zh="（无取值）", en="(no value)"),
    "touched_title": Text(
        zh="用到变更标签的已存客群：{count} 个", en="Saved segments that use a tag that changed: {count}"
    ),
    "touched_none": Text(zh="没有已存客群用到变更的标签", en="No saved segment uses a tag that changed"),
    "compare_segment": Text(zh="客群", en="Segment"),
    "compare_why": Text(zh="说明", en="Why"),
    "compare_exports": Text(zh="已导出次数", en="Times exported"),
}
