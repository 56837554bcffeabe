"""Words of the tag workshop."""

WORDS = {
    "workshop": ("标签工坊", "Tag workshop"),
    "workshop_what": (
        "按五个步骤提出一个新标签：每一步自行检查，规则在已发布的数据上试算；这里不发布任何内容，最后交出一个可评审的文件。",
        "Propose a tag in five steps. Each checks itself, and the rule is tried on published data; "
        "nothing is published here, and at the end there is a file to review.",
    ),
    "workshop_steps": ("步骤", "Steps"),
    "workshop_step_1": ("需求分析", "Requirement"),
    "workshop_step_2": ("概念标签", "Concept"),
    "workshop_step_3": ("标签规则", "Rule"),
    "workshop_step_4": ("标签分类", "Classification"),
    "workshop_step_5": ("目录管理", "Management"),
    "workshop_step_6": ("交付评审", "Hand over"),
    "workshop_ask_1": ("谁要用它，用来做什么？", "Who needs it, and what for?"),
    "workshop_ask_2": ("它的准确含义是什么？", "What exactly does it mean?"),
    "workshop_ask_3": ("怎样由数据得出取值？", "How do its values come out of the data?"),
    "workshop_ask_4": ("它在五级分类的什么位置？", "Where does it stand in the five levels?"),
    "workshop_ask_5": ("它如何在目录中管理？", "How is it kept in the catalog?"),
    "workshop_ask_6": ("交给评审的文件", "The file for review"),
    "workshop_zh": ("中文", "Chinese"),
    "workshop_en": ("英文", "English"),
    "workshop_back": ("上一步", "Back"),
    "workshop_on": ("下一步", "Next"),
    "workshop_again": ("重新开始", "Start again"),
    "workshop_goal": ("业务目标", "Goal"),
    "workshop_goal_zh": ("例：催费人员按交费规律安排催收次序", "例：催费人员按交费规律安排催收次序"),
    "workshop_goal_en": (
        "E.g. Collections staff order their work by how regularly customers pay",
        "E.g. Collections staff order their work by how regularly customers pay",
    ),
    "workshop_scenario": ("应用场景（选填）", "Scenario (optional)"),
    "workshop_scenario_zh": ("例：每月电费发行后的第一周", "例：每月电费发行后的第一周"),
    "workshop_scenario_en": (
        "E.g. in the first week after bills are issued",
        "E.g. in the first week after bills are issued",
    ),
    "workshop_themes": ("数据主题", "Themes of data"),
    "workshop_themes_help": (
        "规则可使用这些主题的输入列；第一个主题决定标签列加入哪个模型。",
        "The rule may read the columns of these themes; the tag stands in the first one by default.",
    ),
    "workshop_themes_such": ("选择一个或多个主题", "Choose one or more"),
    "workshop_sources": ("这些主题的来源表：", "Source tables of these themes:"),
    "workshop_label": ("标签名称", "Label"),
    "workshop_label_zh": ("例：交费规律性", "例：交费规律性"),
    "workshop_label_en": ("E.g. Payment regularity", "E.g. Payment regularity"),
    "workshop_definition": ("定义", "Definition"),
    "workshop_definition_zh": (
        "写明期间、口径和界限，例：近12个月内……的占比",
        "写明期间、口径和界限，例：近12个月内……的占比",
    ),
    "workshop_definition_en": (
        "Say the period, what is counted, and the edges: share of the last 12 months' bills that …",
        "Say the period, what is counted, and the edges: share of the last 12 months' bills that …",
    ),
    "workshop_criterion_zh": ("只有一个依据，例：交费间隔的变化", "只有一个依据，例：交费间隔的变化"),
    "workshop_criterion_en": (
        "One only, e.g. Spread of the days between payments",
        "One only, e.g. Spread of the days between payments",
    ),
    "workshop_no_theme": ("先在第 1 步选择数据主题。", "Choose a theme of data in step 1 first."),
    "workshop_columns": ("可用的输入列（{n}）", "Columns to choose from ({n})"),
    "workshop_column": ("列", "Column"),
    "workshop_low": ("最小 / 常见值", "Lowest / words"),
    "workshop_high": ("最大", "Highest"),
    "workshop_used": ("已用于标签", "Used by"),
    "workshop_template": ("以此列起草规则", "Draft a rule"),
    "workshop_template_help": (
        "用该列的分位数写出一条规则，代替下面的内容",
        "Writes a rule with the column's quantiles in place of what is below",
    ),
    "workshop_rule": (
        "规则（一个 SQL 表达式，给出取值代码）",
        "Rule (one SQL expression that gives the codes of values)",
    ),
    "workshop_rule_such": (
        "case\n  when 列 is null then null\n  when 列 >= 0.25 then 'often_late'\n  else 'on_time'\nend",
        "case\n  when column is null then null\n  when column >= 0.25 then 'often_late'\n  else 'on_time'\nend",
    ),
    "workshop_rule_help": (
        "只能使用所选主题的列、数值、文字、比较、算术、case 和少数函数；Ctrl+Enter 试算",
        "Only the columns of the chosen themes, numbers, texts, comparisons, arithmetic, case and a few functions; "
        "Ctrl+Enter tries it",
    ),
    "workshop_preview": ("试算：{value}最多，占 {share}", "Preview: {value} is the most frequent, {share}"),
    "workshop_values": ("取值的名称", "Names of the values"),
    "workshop_examples_what": (
        "由规则的边界生成，可修改；每次检查目录时都会运行。",
        "Made from the edges of the rule, yours to change; they run at every check of the catalog.",
    ),
    "workshop_examples_again": ("重新生成", "Make them anew"),
    "workshop_chain": ("所在的分析主题（第三级）", "Theme it stands in (level 3)"),
    "workshop_chain_such": ("选择主题", "Choose a theme"),
    "workshop_name": ("英文名称（文件名与列名）", "Name (of the file and the column)"),
    "workshop_name_help": (
        "snake_case，在整个目录中唯一",
        "snake_case, the only one of its name in the catalog",
    ),
    "workshop_siblings": ("同一主题的标签", "Tags of the same theme"),
    "workshop_owner_such": ("选择或输入责任部门", "Choose or type a department"),
    "workshop_derived_help": (
        "与它在含义上本就相关的标签；其余标签应与它相互独立。",
        "Tags it is meant to go with; of all others it should be independent.",
    ),
    "workshop_derived_such": ("没有，或选择标签", "None, or choose tags"),
    "workshop_derived_add": ("数据上强相关，加入：{tags}", "Strongly associated on the data, add: {tags}"),
    "workshop_status": (
        "状态：草稿。责任部门批准后改为启用，并写入批准记录。",
        "Status: draft. It becomes active once its owner approves, and the approval is recorded.",
    ),
    "workshop_done": ("已完成 {n} / {all} 步", "{n} of {all} steps complete"),
    "workshop_complete": ("本步已完成", "This step is complete"),
    "workshop_lacks": ("本步还需要", "This step still needs"),
    "workshop_near_meaning": ("含义最接近的已有标签", "Existing tags nearest in meaning"),
    "workshop_near_data": ("取值最接近的已有标签", "Existing tags nearest in data"),
    "workshop_cosine": ("文字相似度", "Likeness of words"),
    "workshop_not_yet": (
        "还有未完成的内容；补齐后这里给出文件。",
        "Something is still open; the file comes once it is done.",
    ),
    "workshop_checked": ("通过目录检查：可以交付评审。", "It passes the catalog's check and is ready for review."),
    "workshop_save": (
        "把文件存为 {path}（草稿，`tagrid catalog check` 通过）：",
        "Save the file as {path}, a draft that passes `tagrid catalog check`:",
    ),
    "workshop_download": ("下载 {name}", "Download {name}"),
    "workshop_paste": (
        "批准启用时，把这一列加入 {model} 的 `tagged` 步骤：",
        "When it is approved, add this column to {model}, in the step `tagged`:",
    ),
    "workshop_join": (
        "{column} 由主题 {theme} 的模型自己的步骤算出；请先把这一步移到指标表，再让该模型读取。",
        "{column} is made by a step of the theme {theme}'s own model; move that step to a feature first.",
    ),
    "workshop_steps_add": (
        "规则要用到该模型还没有读取的指标表。在 `tagged` 之前加入：",
        "The rule reads features that the model does not have yet. Add before `tagged`:",
    ),
    "workshop_joins_add": ("并在 `tagged` 的末尾关联：", "and join them at the end of `tagged`:"),
    "workshop_from_segment": (
        "已按客群「{name}」预填：规则给出的“属于”正是该客群的客户。核对各步骤，补上缺的语言即可。",
        "Filled in from the segment “{name}”: its rule gives “In” for exactly its customers. Read each step and add "
        "the language that is missing.",
    ),
    "workshop_then": (
        "责任部门批准：改为 `status: active`，并写 `approval`（status、by、date）；"
        "然后运行 `tagrid catalog check` 和 `tagrid refresh`。",
        "Its owner approves: `status: active`, and `approval` with status, by and date; "
        "then run `tagrid catalog check` and `tagrid refresh`.",
    ),
}
