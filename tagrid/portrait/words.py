"""The words of a portrait's events, Chinese and English: the codes of the source contracts as a person says them."""

KINDS = {
    "ticket": ("服务工单", "Service ticket"),
    "complaint": ("投诉", "Complaint"),
    "repair": ("故障报修", "Repair"),
    "outage": ("停电", "Outage"),
    "dunning": ("催费", "Reminder"),
    "contact": ("客户经理联系", "Account manager"),
    "change_request": ("变更用电", "Change request"),
}

_CODES = {
    # variants: tickets, outages, dunning, change requests
    "consultation": ("咨询", "consultation"),
    "request": ("业务申请", "request"),
    "repair": ("报修", "repair"),
    "complaint": ("投诉", "complaint"),
    "report": ("举报", "report"),
    "suggestion": ("建议", "suggestion"),
    "planned": ("计划停电", "planned"),
    "fault": ("故障停电", "fault"),
    "sensed": ("电能表感知", "seen by the meter"),
    "reminder": ("提醒", "reminder"),
    "cut_off": ("停电催费", "supply cut off"),
    "increase": ("增容", "more capacity"),
    "decrease": ("减容", "less capacity"),
    "suspend": ("暂停", "suspension"),
    "resume": ("恢复用电", "resumption"),
    "transfer": ("过户", "transfer"),
    "close": ("销户", "closing"),
    # topics, causes, purposes
    "billing": ("电费", "billing"),
    "outage": ("停电", "outage"),
    "metering": ("计量", "metering"),
    "connection": ("业扩报装", "connection"),
    "tariff": ("电价", "tariff"),
    "safety": ("用电安全", "safety"),
    "service": ("服务", "service"),
    "voltage": ("电压", "voltage"),
    "maintenance": ("检修", "maintenance"),
    "construction": ("施工", "construction"),
    "equipment": ("设备", "equipment"),
    "weather": ("天气", "weather"),
    "external": ("外力破坏", "third party"),
    "customer": ("客户原因", "customer's side"),
    "visit": ("走访", "visit"),
    "power_saving": ("节能", "energy saving"),
    "arrears": ("欠费", "arrears"),
    "contract": ("合同", "contract"),
    "other": ("其他", "other"),
    # kinds of customers
    "household": ("居民", "household"),
    "enterprise": ("企业", "enterprise"),
    "institution": ("机关事业单位", "institution"),
    # channels
    "phone": ("电话", "by telephone"),
    "app": ("App", "by app"),
    "wechat": ("微信", "by WeChat"),
    "counter": ("营业厅", "at the counter"),
    "website": ("网站", "by website"),
    "in_person": ("上门", "in person"),
    "sms": ("短信", "by text message"),
    "letter": ("信函", "by letter"),
    # states
    "done": ("已办结", "done"),
    "open": ("处理中", "open"),
    "overdue": ("超期未办结", "overdue"),
}

_QUANTITIES = {
    "repair": ("{:,.0f}分钟到场", "on site after {:,.0f} minutes"),
    "outage": ("{:,.0f}分钟", "{:,.0f} minutes"),
    "dunning": ("第{:.0f}次", "stage {:.0f}"),
    "change_request": ("{:+,.0f} kVA", "{:+,.0f} kVA"),
}
_STATES = {
    "outage": {"done": ("已复电", "restored"), "open": ("未复电", "not restored")},
    "repair": {"done": ("已复电", "restored"), "open": ("抢修中", "under repair")},
    # These happen at once: that they are done says nothing.
    "dunning": {"done": None},
    "contact": {"done": None},
}


def both(zh: str, en: str) -> dict[str, str]:
    """Return words in both languages in the form of JSON answers."""
    return {"zh": zh, "en": en}


def code_name(code: str) -> dict[str, str]:
    """Return the name of a code in both languages; the code itself where it has none."""
    return both(*_CODES.get(code, (code, code)))


def event_kind(kind: str) -> dict[str, str]:
    """Return the name of a kind of event in both languages."""
    return both(*KINDS.get(kind, (kind, kind)))


def event_text(event: dict) -> dict[str, str]:
    """Return what an event of portrait_events was, in both languages: variant, topic, quantity, channel, state."""
    state = _STATES.get(event["kind"], {}).get(event["status"], event["status"])
    channel = "in_person" if event["channel"] == "visit" else event["channel"]  # a purpose is called so too
    codes = [event["variant"], event["topic"], _quantity(event), channel, state]
    words = [word if isinstance(word, tuple) else _CODES.get(word, (word, word)) for word in codes if word]
    return both("，".join(zh for zh, _ in words), ", ".join(en for _, en in words))


def _quantity(event: dict) -> tuple[str, str] | None:
    if event["quantity"] is None or event["kind"] not in _QUANTITIES:
        return None
    zh, en = _QUANTITIES[event["kind"]]
    return zh.format(event["quantity"]), en.format(event["quantity"])
