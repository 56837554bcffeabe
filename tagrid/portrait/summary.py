"""The summary of a customer: the few tags that need attention now, and the saved segments the customer is in."""

from collections.abc import Iterable
from dataclasses import dataclass

from tagrid.catalog import HIDDEN, UNKNOWN, may_see_restricted
from tagrid.core.errors import BadInput
from tagrid.segments import Rule, SavedSegment, Workspace, restricted_tags_used

# Told of everyone: of who pays, and of who comes from where.
ALWAYS = ("fee_recovery_risk", "arrears_status", "value_tier", "origin", "application_stage", "scheme_deadline")

# Told before the rest where the value is one of these: somebody should act on it. The gravest first.
ATTENTION = {
    "defect_status": ("open_major", "overdue"),
    "complaint_history": ("unresolved", "repeated"),
    "weekly_change": ("down_20", "up_30"),
    "usage_trend": ("collapsing", "surging"),
    "business_state": ("suspended", "contracting"),
    "switch_risk": ("high",),
    "use_nature_match": ("mismatch",),
    "metering_health": ("fault_open", "missing_reads"),
    "outage_exposure": ("heavy",),
    "notice_reached": ("failed", "late"),
    "repair_experience": ("badly_late",),
    "satisfaction": ("dissatisfied",),
    "capacity_use": ("overloaded",),
    "power_factor": ("penalised",),
    "inspection_due": ("overdue",),
    "registration_state": ("abnormal", "cancelled", "revoked"),
    "conversion_likelihood": ("high",),
    "complaint_propensity": ("high",),
}

# Told where nothing else is to be told.
OTHERWISE = ("service_class", "usage_trend", "complaint_history", "health_grade", "payment_timeliness")

_NOT_SHOWN = (UNKNOWN, HIDDEN)


def highlights(tags: list[dict], most: int) -> list[dict]:
    """Return at most ``most`` rows of a portrait's tags: those always told, then what calls, then the quiet ones."""
    held = {row["tag"]: row for row in tags if row["value"] not in _NOT_SHOWN}
    calling = [name for name, values in ATTENTION.items() if name in held and held[name]["value"] in values]
    return [held[name] for name in dict.fromkeys([*ALWAYS, *calling, *OTHERWISE]) if name in held][:most]


@dataclass(frozen=True)
class Memberships:
    """``segments`` are those the customer is in, with their rules.

    ``asked`` is how many there are for its kind of customer, ``unread`` the names of those the catalog cannot read any
    more, ``closed`` how many rest on restricted tags, of which nothing is said.
    """

    segments: tuple[tuple[SavedSegment, Rule], ...]
    asked: int
    unread: tuple[str, ...]
    closed: int


def memberships(desk: Workspace, kept: Iterable[SavedSegment], customer_id: str) -> Memberships:
    """Return the saved segments whose rule a customer meets on the desk's version.

    Raises BadInput for an unknown customer.
    """

    number = desk.customer_number(customer_id)
    held, unread, asked, closed = [], [], 0, 0
    for one in kept:
        try:
            rule = desk.parse(one.expression)
            base = desk.index.base(desk.index.subject(rule))
            mask = desk.index.mask(rule)
        except BadInput:
            unread.append(one.name)
            continue
        if not _bit(base, number):
            continue
        if not may_see_restricted() and restricted_tags_used(desk.catalog, rule, []):
            closed += 1
            continue
        asked += 1
        if _bit(mask, number):
            held.append((one, rule))
    return Memberships(tuple(held), asked, tuple(unread), closed)


def _bit(mask, number: int) -> bool:
    return bool(int(mask[number // 64]) >> number % 64 & 1)
