"""What the codes in columns of the data are called: as a tag that reads the column names them, else a common name."""

from tagrid.catalog.model import Catalog
from tagrid.core.text import Text

# In Chinese and English.
CODES = {
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


def code_label(catalog: Catalog, column: str, code: str) -> Text:
    """Return the name of a code of a column; the code itself where it has none."""
    tags = (tag for tag in catalog.tags.values() if column in tag.inputs and code in tag.values)
    if known := next(tags, None):
        return known.values[code]
    zh, en = CODES.get(code, (code, code))
    return Text(zh=zh, en=en)
