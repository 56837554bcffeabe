"""Who refused a use of its data, asked when a file is made: of all that has landed up to now, never of a version alone.

A version that is older, or in force again after a rollback, knows fewer refusals than there are.
"""

from collections.abc import Iterable

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.landing import refused_today, uses_refused_today
from tagrid.published import PURPOSES, all_versions

_TABLE = "customer_consents"


def check_purpose(consent: str) -> None:
    """Raise BadInput for a use that consents are not asked for."""
    if consent not in PURPOSES:
        raise BadInput(
            en=f"--consent is one of {', '.join(PURPOSES)} or none, not {consent!r}.",
            zh=f"征询用途（--consent）应为 {'、'.join(PURPOSES)} 或 none，不能是“{consent}”。",
        )


def refusals(home: Home, consent: str) -> set[str] | None:
    """Return the accounts that refused a use, as known now; None where consents were never delivered.

    What landed decides. Where nothing of a customer has landed, as in a home that only serves or after a repair, the
    newest version that knows consents does.
    """
    check_purpose(consent)
    before = _published(home)
    landed = refused_today(home, consent, before or ())
    if landed is not None or before is None:
        return landed
    return {account for purpose, account in before if purpose == consent}


def uses_refused(home: Home, customer_id: str) -> list[str] | None:
    """Return the uses that one customer refused, as known now; None where consents were never delivered."""
    before = _published(home)
    landed = uses_refused_today(home, customer_id, before or ())
    if landed is None and before is not None:
        landed = {purpose for purpose, account in before if account == customer_id}
    return None if landed is None else [one for one in PURPOSES if one in landed]


def _published(home: Home) -> list[tuple[str, str]] | None:
    """Return the refusals of the newest whole version that knows consents, (purpose, account) each; else None."""
    for version in all_versions(home):
        if next(version.damage(), None):
            continue
        with version.connect() as con:
            if con.execute("select 1 from duckdb_tables() where table_name = ?", [_TABLE]).fetchall():
                return con.execute(f"select purpose, customer_id from {_TABLE} where not is_granted").fetchall()
    return None


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
