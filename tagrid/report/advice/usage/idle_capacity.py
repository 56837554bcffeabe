"""Give back contracted capacity that stands idle.

Figures: the highest demand of the last 12 months against the contracted capacity; idle below 30 % as the tag
``capacity_use`` has it. What is kept covers that demand with a fifth to spare. Basic charge by the utility's list.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, amount, number, share, yuan

IDLE = 0.30
SPARE = 1.20
STEP_KVA = 10


def kept_kva(demand_kw: float) -> float:
    """Return the capacity that covers a demand with a fifth to spare, rounded up to 10 kVA."""
    return -(-demand_kw * SPARE // STEP_KVA) * STEP_KVA


def advise(facts: Facts) -> Advice | None:
    """Hold where the mean of the months' highest demands is below 30 % of the capacity, and less would do."""
    use, kva, price = facts.usage("capacity_use_12m"), facts.capacity_kva, facts.money("capacity_yuan_per_kva")
    demand = facts.money("max_demand_kw_12m")
    if use is None or use >= IDLE or not kva or demand is None or kept_kva(demand) >= kva:
        return None
    kept = kept_kva(demand)
    saved = (kva - kept) * price * 12 if price is not None else None
    worth = Text(
        f"，按容量计收的基本电费一年少 {number(saved)} 元",
        f": {number(saved)} yuan less basic charge a year by capacity",
    )
    none = Text("", "")
    zh, en = worth if saved else none
    return Advice(
        title=Text("合同容量闲置，可减容", "Contracted capacity stands idle"),
        figure=yuan(saved) if saved else Text(share(use, 0), share(use, 0)),
        finding=Text(
            f"合同容量 {number(kva)} kVA，各月最大需量平均只用到 {share(use, 0)}，12 个月最高 {amount(demand)} kW。",
            f"Of {number(kva)} kVA contracted the months' highest demands used {share(use, 0)} on average; the "
            "highest of 12 months "
            f"was {amount(demand)} kW.",
        ),
        action=Text(
            f"申请减容或暂停一台变压器，保留约 {number(kept)} kVA 即可（留两成余量）{zh}。",
            f"Apply to reduce or suspend: about {number(kept)} kVA would do, with a fifth to spare{en}.",
        ),
        source=Text("计量最大需量；合同容量", "Metered highest demand; contracted capacity"),
        limit=Text("低于 30% 为闲置", "idle below 30%"),
        yuan=saved,
        is_sure=False,
    )
