"""The rules of advice of each kind of document, and the advice whose condition holds."""

from dataclasses import replace
from typing import Protocol

from tagrid.documents.advice import health, outage, tariff, usage
from tagrid.documents.facts import Facts
from tagrid.documents.model import GRADE_ORDER, Advice


class AdviceRule(Protocol):
    """A function that looks at a customer's facts; the advice has its name."""

    __name__: str

    def __call__(self, facts: Facts, /) -> Advice | None:
        """Return the advice, None where the facts call for none."""
        ...


_RULES: dict[str, tuple[AdviceRule, ...]] = {
    "usage": (
        tariff.idle_capacity,
        tariff.late_payment,
        tariff.other_tariff,
        tariff.overload,
        tariff.power_factor,
        tariff.tariff_fit,
        tariff.two_part,
        usage.cooling,
        usage.idle_supply,
        usage.shift_peak,
        usage.standby,
        usage.sudden_change,
    ),
    "health": (
        health.defect_grave,
        health.defect_minor,
        health.equipment_old,
        health.inspection_overdue,
        health.meter_check,
        health.missing_reads,
        health.overdue_bills,
        health.permit_lapsed,
        health.permit_partly_lapsed,
        health.surcharge,
        health.voltage_low,
    ),
    "outage": (
        outage.not_restored,
        outage.notice_short,
        outage.notice_twice,
        outage.overrun,
        outage.repair_slow,
        outage.same_cause,
        outage.second_source,
        outage.worse_than_around,
    ),
}


# Rules that save the same money: only one of them can be followed, the other's saving is gone then. Billed by demand
# spared capacity costs nothing, and on a flat price the hour of use does not count.
_EXCLUSIVE = (("two_part", "idle_capacity"), ("shift_peak", "other_tariff"))


def rules(kind: str) -> dict[str, AdviceRule]:
    """Return the rules of a kind of document by name."""
    return {rule.__name__: rule for rule in _RULES[kind]}


def advice_for(kind: str, facts: Facts) -> list[Advice]:
    """Return the advice whose condition holds: the gravest first, then what is sure and worth most.

    Of what excludes each other the better one is among them, and has the others ``instead``.
    """
    found = {name: rule(facts) for name, rule in rules(kind).items()}
    held = [replace(one, rule=name) for name, one in found.items() if one is not None]
    for names in _EXCLUSIVE:
        held = _with_alternatives(held, names)
    return sorted(held, key=lambda one: (GRADE_ORDER.index(one.grade), not one.is_sure, -(one.yuan or 0), one.rule))


def _with_alternatives(held: list[Advice], names: tuple[str, ...]) -> list[Advice]:
    group = sorted((one for one in held if one.rule in names), key=lambda one: -(one.yuan or 0))
    if len(group) < len(names):
        return held
    best, *others = group
    return [*(one for one in held if one.rule not in names), replace(best, instead=tuple(others))]
