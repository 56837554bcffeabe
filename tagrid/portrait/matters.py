"""Which few tags of a customer matter now: what every caller must know, then what is out of the ordinary."""

from tagrid.catalog.model import UNKNOWN
from tagrid.portrait.leave import HIDDEN

# Told of everyone: of who pays, and of who comes from where.
ALWAYS = ("fee_recovery_risk", "arrears_status", "value_tier", "origin", "application_stage", "scheme_deadline")
# Told before the rest where the value is one of these: somebody should act on it. The gravest first.
CALLING = {
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
QUIET = ("service_class", "usage_trend", "complaint_history", "health_grade", "payment_timeliness")
_UNSAID = (UNKNOWN, HIDDEN)


def matters(tags: list[dict], most: int) -> list[dict]:
    """Return at most ``most`` rows of a portrait's tags: those always told, then what calls, then the quiet ones."""
    held = {row["tag"]: row for row in tags if row["value"] not in _UNSAID}
    calling = [name for name, values in CALLING.items() if name in held and held[name]["value"] in values]
    return [held[name] for name in dict.fromkeys([*ALWAYS, *calling, *QUIET]) if name in held][:most]
