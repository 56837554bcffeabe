"""The columns of the workbook's sheets, their heads in both languages."""

from dataclasses import dataclass

_SHARE = "0.0%"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its head, and its width in characters."""

    head: str
    width: int
    number_format: str | None = None


_BOTH = (("zh", "中文"), ("en", "English"))
_PLACE = [
    *(Column(f"{level} {name}", 18) for level in ("一级 Subject", "二级 Dimension", "三级 Theme") for _, name in _BOTH)
]
TAGS = [
    Column("代码 Code", 26),
    Column("名称 中文", 18),
    Column("名称 English", 24),
    *_PLACE,
    *(Column(f"业务需求 Requirement {name}", 36) for _, name in _BOTH),
    *(Column(f"定义 Definition {name}", 48) for _, name in _BOTH),
    *(Column(f"分类依据 Criterion {name}", 28) for _, name in _BOTH),
    Column("方法 Method", 12),
    Column("优先关系 Precedence", 14),
    Column("衍生自 Derived from", 24),
    Column("更新周期 Cadence", 12),
    Column("责任部门 Owner", 16),
    Column("敏感级别 Sensitivity", 14),
    Column("状态 Status", 12),
    Column("批准 Approved by", 18),
    Column("批准日期 Approved on", 14),
    Column("替代标签 Successor", 22),
    Column("覆盖率 Coverage", 12, _SHARE),
    Column("示例 Examples 中文", 48),
    Column("示例 Examples English", 48),
    Column("规则 Rule (SQL)", 60),
    Column("来源表 Source tables", 36),
]
VALUES = [
    Column("标签代码 Tag", 26),
    Column("标签 中文", 18),
    Column("标签 English", 24),
    Column("取值代码 Value", 22),
    Column("取值 中文", 18),
    Column("取值 English", 26),
    Column("户数 Customers", 12, "#,##0"),
    Column("占比 Share", 10, _SHARE),
]
CLASSES = [
    Column("路径 Path", 40),
    Column("层级 Level", 10),
    Column("名称 中文", 18),
    Column("名称 English", 24),
    *(Column(f"定义 Definition {name}", 48) for _, name in _BOTH),
    *(Column(f"分类依据 Criterion {name}", 32) for _, name in _BOTH),
    Column("标签数 Tags", 10),
]
CHANGES = [
    Column("程度 Size", 10),
    Column("对象 Of", 10),
    Column("代码 Name", 30),
    Column("名称 中文", 18),
    Column("名称 English", 24),
    Column("变更 中文", 14),
    Column("变更 English", 16),
    Column("字段 Field", 20),
    Column("之前 Before", 48),
    Column("之后 After", 48),
]
# What happened, in Chinese; what is not here is a field's own name.
KINDS = {
    "added": "新增",
    "removed": "删除",
    "moved": "移动",
    "status": "状态",
    "rule": "规则",
    "value_added": "新增取值",
    "value_removed": "删除取值",
    "below": "规则之下的计算",
    "criterion": "分类依据",
    "wording": "措辞",
    "order": "次序",
    "cadence": "更新周期",
    "method": "方法",
    "sensitivity": "敏感级别",
    "owner": "责任部门",
    "precedence": "条件关系",
    "derived_from": "衍生自",
    "examples": "示例",
    "successor": "替代标签",
    "approval": "审批",
}
