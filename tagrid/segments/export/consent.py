"""Who refused a use of its data, asked when a file is made: of all that has landed up to now, never of a version alone.

A version that is older, or in force again after a rollback, knows fewer refusals than there are.
"""

from collections.abc import Iterable

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.landing import refused_today, uses_refused_today
from tagrid.published import Version, all_versions

CONSENTS = ("marketing", "profiling", "sharing")

_TABLE = "customer_consents"


def check_purpose(consent: str) -> None:
    """Raise BadInput for a use that consents are not asked for."""
    if consent not in CONSENTS:
        raise BadInput(
            en=f"--consent is one of {', '.join(CONSENTS)} or none, not {consent!r}.",
            zh=f"征询用途（--consent）应为 {'、'.join(CONSENTS)} 或 none，不能是“{consent}”。",
        )


def refusals(home: Home, consent: str) -> set[str] | None:
    """Return the accounts that refused a use, as known now; None where consents were never delivered.

    A home without landed consents, as one that only serves, is asked by the newest version that it holds.
    """
    check_purpose(consent)
    landed = refused_today(home, consent)
    if landed is not None:
        return landed
    found = (_published(version, consent) for version in all_versions(home))
    return next((refused for refused in found if refused is not None), None)


def uses_refused(home: Home, customer_id: str) -> list[str] | None:
    """Return the uses that one customer refused, as known now; None where consents were never delivered."""
    landed = uses_refused_today(home, customer_id)
    if landed is not None:
        return [one for one in CONSENTS if one in landed]
    held = {one: refusals(home, one) for one in CONSENTS}
    return None if None in held.values() else [one for one, who in held.items() if customer_id in (who or ())]


def _published(version: Version, consent: str) -> set[str] | None:
    with version.connect() as con:
        if not con.execute("select 1 from duckdb_tables() where table_name = ?", [_TABLE]).fetchall():
            return None
        query = f"select customer_id from {_TABLE} where purpose = ? and not is_granted"
        return {row[0] for row in con.execute(query, [consent]).fetchall()}


def consenting(home: Home, ids: Iterable[str], consent: str | None) -> tuple[list[str], int | None]:
    """Return who of ``ids`` did not refuse, and how many did; None for the number where nothing is known of consents.

    Without a use to ask for nobody is left out.
    """
    everyone = list(ids)
    refused = refusals(home, consent) if consent is not None else None
    if refused is None:
        return everyone, None
    allowed = [one for one in everyone if one not in refused]
    return allowed, len(everyone) - len(allowed)
