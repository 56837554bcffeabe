"""Names of the codes that documents show and no tag's values name."""

from tagrid.report.text import Text

_WORDS = {
    # equipment
    "transformer": Text("变压器", "Transformer"),
    "switchgear": Text("开关柜", "Switchgear"),
    "cable": Text("电缆", "Cable"),
    "capacitor": Text("无功补偿电容器", "Capacitor bank"),
    "generator": Text("自备发电机", "Generator"),
    "protection": Text("继电保护装置", "Protection"),
    # severity of defects, findings of inspections
    "minor": Text("一般", "minor"),
    "major": Text("重大", "major"),
    "ok": Text("未发现问题", "nothing found"),
    "defect": Text("发现隐患", "a defect found"),
    "use_mismatch": Text("用途与合同不符", "use differs from contract"),
    "theft": Text("窃电", "theft of electricity"),
    "tampered_meter": Text("计量装置被动", "meter tampered with"),
    "wrong_wiring": Text("接线错误", "wrong wiring"),
    # outages
    "planned": Text("计划停电", "planned"),
    "fault": Text("故障停电", "fault"),
    "sensed": Text("电能表感知", "seen by the meter"),
    "maintenance": Text("检修", "maintenance"),
    "construction": Text("施工", "construction"),
    "equipment": Text("设备", "equipment"),
    "weather": Text("天气", "weather"),
    "external": Text("外力破坏", "third party"),
    "customer": Text("某客户设备", "a customer's equipment"),
    "other": Text("其他", "other"),
    # customers, supply
    "enterprise": Text("企业", "Enterprise"),
    "institution": Text("机关事业单位", "Institution"),
    "household": Text("居民", "Household"),
    "dedicated": Text("专用变压器", "own transformer"),
    "public": Text("公用变压器", "public transformer"),
}
UNKNOWN = Text("未知", "unknown")


def named(code: str | None) -> Text:
    """Return the name of a code; the code itself where it is new, unknown where there is none."""
    return UNKNOWN if code is None else _WORDS.get(code, Text(code, code))
