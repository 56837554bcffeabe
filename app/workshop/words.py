"""Words of the tag workshop."""

from tagrid.core.text import Text

WORDS: dict[str, Text] = {
    "workshop": Text(zh="标签工坊", en="Tag workshop"),
    "workshop_what": Text(
        zh="按五个步骤提出一个新标签：每一步自行检查，规则在已发布的数据上试算；这里不发布任何内容，最后交出一个可评审的文件。",
        en=(
            "Propose a tag in five steps. Each checks itself, and the rule is tried on published data; "
            "nothing is published here, and at the end there is a file to review."
        ),
    ),
    "workshop_steps": Text(zh="步骤", en="Steps"),
    "workshop_step_1": Text(zh="需求分析", en="Requirement"),
    "workshop_step_2": Text(zh="概念标签", en="Concept"),
    "workshop_step_3": Text(zh="标签规则", en="Rule"),
    "workshop_step_4": Text(zh="标签分类", en="Classification"),
    "workshop_step_5": Text(zh="目录管理", en="Management"),
    "workshop_step_6": Text(zh="交付评审", en="Hand over"),
    "workshop_ask_1": Text(zh="谁要用它，用来做什么？", en="Who needs it, and what for?"),
    "workshop_ask_2": Text(zh="它的准确含义是什么？", en="What exactly does it mean?"),
    "workshop_ask_3": Text(zh="怎样由数据得出取值？", en="How do its values come out of the data?"),
    "workshop_ask_4": Text(zh="它在五级分类的什么位置？", en="Where does it stand in the five levels?"),
    "workshop_ask_5": Text(zh="它如何在目录中管理？", en="How is it kept in the catalog?"),
    "workshop_ask_6": Text(zh="交给评审的文件", en="The file for review"),
    "workshop_zh": Text(zh="中文", en="Chinese"),
    "workshop_en": Text(zh="英文", en="English"),
    "workshop_back": Text(zh="上一步", en="Back"),
    "workshop_on": Text(zh="下一步", en="Next"),
    "workshop_again": Text(zh="重新开始", en="Start again"),
    "workshop_goal": Text(zh="业务目标", en="Goal"),
    "workshop_goal_zh": Text(zh="例：催费人员按交费规律安排催收次序", en="例：催费人员按交费规律安排催收次序"),
    "workshop_goal_en": Text(
        zh="E.g. Collections staff order their work by how regularly customers pay",
        en="E.g. Collections staff order their work by how regularly customers pay",
    ),
    "workshop_scenario": Text(zh="应用场景（选填）", en="Scenario (optional)"),
    "workshop_scenario_zh": Text(zh="例：每月电费发行后的第一周", en="例：每月电费发行后的第一周"),
    "workshop_scenario_en": Text(
        zh="E.g. in the first week after bills are issued", en="E.g. in the first week after bills are issued"
    ),
    "workshop_themes": Text(zh="数据主题", en="Themes of data"),
    "workshop_themes_help": Text(
        zh="规则可使用这些主题的输入列；第一个主题决定标签列加入哪个模型。",
        en="The rule may read the columns of these themes; the tag stands in the first one by default.",
    ),
    "workshop_themes_such": Text(zh="选择一个或多个主题", en="Choose one or more"),
    "workshop_sources": Text(zh="这些主题的来源表：", en="Source tables of these themes:"),
    "workshop_label": Text(zh="标签名称", en="Label"),
    "workshop_label_zh": Text(zh="例：交费规律性", en="例：交费规律性"),
    "workshop_label_en": Text(zh="E.g. Payment regularity", en="E.g. Payment regularity"),
    "workshop_definition": Text(zh="定义", en="Definition"),
    "workshop_definition_zh": Text(
        zh="写明期间、口径和界限，例：近12个月内……的占比", en="写明期间、口径和界限，例：近12个月内……的占比"
    ),
    "workshop_definition_en": Text(
        zh="Say the period, what is counted, and the edges: share of the last 12 months' bills that …",
        en="Say the period, what is counted, and the edges: share of the last 12 months' bills that …",
    ),
    "workshop_criterion_zh": Text(zh="只有一个依据，例：交费间隔的变化", en="只有一个依据，例：交费间隔的变化"),
    "workshop_criterion_en": Text(
        zh="One only, e.g. Spread of the days between payments", en="One only, e.g. Spread of the days between payments"
    ),
    "workshop_no_theme": Text(zh="先在第 1 步选择数据主题。", en="Choose a theme of data in step 1 first."),
    "workshop_columns": Text(zh="可用的输入列（{n}）", en="Columns to choose from ({n})"),
    "workshop_column": Text(zh="列", en="Column"),
    "workshop_low": Text(zh="最小 / 常见值", en="Lowest / words"),
    "workshop_high": Text(zh="最大", en="Highest"),
    "workshop_used": Text(zh="已用于标签", en="Used by"),
    "workshop_template": Text(zh="以此列起草规则", en="Draft a rule"),
    "workshop_template_help": Text(
        zh="用该列的分位数写出一条规则，代替下面的内容",
        en="Writes a rule with the column's quantiles in place of what is below",
    ),
    "workshop_rule": Text(
        zh="规则（一个 SQL 表达式，给出取值代码）", en="Rule (one SQL expression that gives the codes of values)"
    ),
    "workshop_rule_such": Text(
        zh="case\n  when 列 is null then null\n  when 列 >= 0.25 then 'often_late'\n  else 'on_time'\nend",
        en="case\n  when column is null then null\n  when column >= 0.25 then 'often_late'\n  else 'on_time'\nend",
    ),
    "workshop_rule_help": Text(
        zh="只能使用所选主题的列、数值、文字、比较、算术、case 和少数函数；Ctrl+Enter 试算",
        en=(
            "Only the columns of the chosen themes, numbers, texts, comparisons, arithmetic, case and a few functions; "
            "Ctrl+Enter tries it"
        ),
    ),
    "workshop_preview": Text(zh="试算：{value}最多，占 {share}", en="Preview: {value} is the most frequent, {share}"),
    "workshop_values": Text(zh="取值的名称", en="Names of the values"),
    "workshop_examples_what": Text(
        zh="由规则的边界生成，可修改；每次检查目录时都会运行。",
        en="Made from the edges of the rule, yours to change; they run at every check of the catalog.",
    ),
    "workshop_examples_again": Text(zh="重新生成", en="Generate again"),
    "workshop_chain": Text(zh="所在的分析主题（第三级）", en="Theme it stands in (level 3)"),
    "workshop_chain_such": Text(zh="选择主题", en="Choose a theme"),
    "workshop_name": Text(zh="英文名称（文件名与列名）", en="Name (of the file and the column)"),
    "workshop_name_help": Text(
        zh="小写英文单词，以下划线相连，在整个目录中唯一",
        en="Lower-case English words joined by underscores, the only one of its name in the catalog",
    ),
    "workshop_siblings": Text(zh="同一主题的标签", en="Tags of the same theme"),
    "workshop_owner_such": Text(zh="选择或输入责任部门", en="Choose or type a department"),
    "workshop_derived_help": Text(
        zh="与它在含义上本就相关的标签；其余标签应与它相互独立。",
        en="Tags it is meant to go with; of all others it should be independent.",
    ),
    "workshop_derived_such": Text(zh="没有，或选择标签", en="None, or choose tags"),
    "workshop_derived_add": Text(
        zh="强相关且数据同源，加入：{tags}", en="Goes with it and shares its data: add {tags}"
    ),
    "workshop_related": Text(
        zh="强相关但没有共同数据：{tags}。若出于同一原因，请在标签文件里（`related_to`）写明该原因；否则两者可能重复。",
        en="Goes strongly with it, though no data are shared: {tags}. If one cause is behind both, say it in the "
        "tag's file (`related_to`); if not, one of the two may be too much.",
    ),
    "workshop_status": Text(
        zh="状态：草稿。责任部门批准后改为启用，并写入批准记录。",
        en="Status: draft. It becomes active once its owner approves, and the approval is recorded.",
    ),
    "workshop_done": Text(zh="已完成 {n} / {all} 步", en="{n} of {all} steps complete"),
    "workshop_complete": Text(zh="本步已完成", en="This step is complete"),
    "workshop_lacks": Text(zh="本步还需要", en="This step still needs"),
    "workshop_near_meaning": Text(zh="含义最接近的已有标签", en="Existing tags nearest in meaning"),
    "workshop_near_data": Text(zh="取值最接近的已有标签", en="Existing tags nearest in data"),
    "workshop_cosine": Text(zh="文字相似度", en="Similarity of wording"),
    "workshop_not_yet": Text(
        zh="还有未完成的内容；补齐后这里给出文件。", en="Something is still open; the file comes once it is done."
    ),
    "workshop_checked": Text(
        zh="通过目录检查：可以交付评审。", en="It passes the catalog's check and is ready for review."
    ),
    "workshop_save": Text(
        zh="把文件存为 {path}（草稿，`tagrid catalog check` 通过）：",
        en="Save the file as {path}, a draft that passes `tagrid catalog check`:",
    ),
    "workshop_download": Text(zh="下载 {name}", en="Download {name}"),
    "workshop_paste": Text(
        zh="批准启用时，把这一列加入 {model} 的 `tagged` 步骤：",
        en="When it is approved, add this column to {model}, in the step `tagged`:",
    ),
    "workshop_join": Text(
        zh="{column} 由主题 {theme} 的模型自己的步骤算出；请先把这一步移到指标表，再让该模型读取。",
        en="{column} is made by a step of the theme {theme}'s own model; move that step to a feature first.",
    ),
    "workshop_steps_add": Text(
        zh="规则要用到该模型还没有读取的指标表。在 `tagged` 之前加入：",
        en="The rule reads features that the model does not have yet. Add before `tagged`:",
    ),
    "workshop_joins_add": Text(zh="并在 `tagged` 的末尾关联：", en="and join them at the end of `tagged`:"),
    "workshop_draft_gone": Text(
        zh="链接中的草稿已不存在：90 天未修改的草稿会被清除。下面是一份新草稿。",
        en="The draft of this link is gone: one that nobody changed for 90 days is removed. This is a new one.",
    ),
    "workshop_from_segment": Text(
        zh="已按客群「{name}」预填：规则给出的“属于”正是该客群的客户。核对各步骤，补上缺的语言即可。",
        en=(
            "Filled in from the segment “{name}”: its rule gives “In” for exactly its customers. Read each step and "
            "add the language that is missing."
        ),
    ),
    "workshop_then": Text(
        zh=(
            "责任部门批准：改为 `status: active`，并写 `approval`（status、by、date）；"
            "然后运行 `tagrid catalog check` 和 `tagrid refresh`。"
        ),
        en=(
            "Its owner approves: `status: active`, and `approval` with status, by and date; "
            "then run `tagrid catalog check` and `tagrid refresh`."
        ),
    ),
}
