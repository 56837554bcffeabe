"""Who of a segment goes into a file: without those who said no, at most so many, and some held out at random.

Chance is drawn from the customer's number and the seed alone, so the same seed gives the same groups from any version.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from tagrid.errors import BadInput
from tagrid.segments.desk import Desk
from tagrid.segments.insight.moves import customer_ids, flags
from tagrid.segments.rule import Rule

CONSENTS = ("marketing", "profiling", "sharing")


@dataclass(frozen=True)
class Drawn:
    """The customers of a file and those held out; ``opted_out`` is None where the data tells of no consent."""

    members: int
    opted_out: int | None
    inside: list[str]
    held_out: list[str]


def shuffled(ids: Iterable[str], seed: int, what: str) -> list[str]:
    """Return customers in the random order of `seed`; orders for different purposes have nothing to do with another."""
    return sorted(ids, key=lambda one: hashlib.blake2b(f"{seed}:{what}:{one}".encode(), digest_size=12).digest())


def draw(
    desk: Desk,
    rule: Rule,
    *,
    seed: int,
    consent: str | None = None,
    random: int | None = None,
    top: tuple[int, str] | None = None,
    hold_out: float = 0.0,
) -> Drawn:
    """Return who of `rule` is in a file: consent first, then the cap, then the hold-out of what is left."""
    index = desk.index
    everyone = customer_ids(desk.version)
    ids = everyone.filter(flags(index.mask(rule), index.customers)).to_pylist()
    allowed, opted_out = _allowed(desk, ids, consent)
    taken = _capped(desk, allowed, seed, random, top)
    held = set(shuffled(taken, seed, "hold-out")[: round(len(taken) * hold_out)])
    return Drawn(len(ids), opted_out, [one for one in taken if one not in held], sorted(held))


def _allowed(desk: Desk, ids: list[str], consent: str | None) -> tuple[list[str], int | None]:
    """Return who did not refuse the use, and how many did; None where consents were never delivered."""
    if consent is None:
        return ids, None
    if consent not in CONSENTS:
        raise BadInput(
            f"--consent is one of {', '.join(CONSENTS)} or none, not {consent!r}.",
            f"征询用途（--consent）应为 {'、'.join(CONSENTS)} 或 none，不能是“{consent}”。",
        )
    with desk.version.connect() as con:
        has = con.execute("select 1 from information_schema.tables where table_name = 'customer_consents'").fetchall()
        if not has:
            return ids, None
        query = "select customer_id from customer_consents where purpose = ? and not is_granted"
        refused = {row[0] for row in con.execute(query, [consent]).fetchall()}
    kept = [one for one in ids if one not in refused]
    return kept, len(ids) - len(kept)


def _capped(desk: Desk, ids: list[str], seed: int, random: int | None, top: tuple[int, str] | None) -> list[str]:
    if random is not None and top is not None:
        raise BadInput(
            "--random and --top are two ways to take fewer; choose one.",
            "随机抽取（--random）与取最大（--top）只能选一种。",
        )
    if random is not None:
        return sorted(shuffled(ids, seed, "sample")[:random])
    return ids if top is None else _top(desk, ids, *top)


def _top(desk: Desk, ids: list[str], most: int, by: str) -> list[str]:
    """Return the customers with the most of a number, the largest first; who has none comes last."""
    theme = desk.features.having(by)
    if "." in by:
        theme, by = [by.partition(".")[0]], by.partition(".")[2]
    if len(theme) != 1 or desk.features.themes.get(theme[0], {}).get(by) not in ("number", "date"):
        raise BadInput(
            f"--top takes a number and a feature that is one, such as annual_kwh; {by!r} is none or several.",
            f"取最大（--top）须写户数和一个数值指标，如 annual_kwh；“{by}”没有或不止一个。",
        )
    column = desk.index.beyond.column(theme[0], by).numbers
    place = {one: at for at, one in enumerate(customer_ids(desk.version).to_pylist())}
    order = sorted(
        ids, key=lambda one: (-column[place[one]] if column[place[one]] == column[place[one]] else 9e99, one)
    )
    return order[:most]
