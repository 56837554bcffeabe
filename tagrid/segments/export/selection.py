"""The content of an exported file: which customers, and which facts and tags of them.

Customers who refused are left out, then at most so many are taken, and some are held out at random. Chance is drawn
from the customer's number and the seed alone, so the same seed gives the same groups from any version.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tagrid.catalog import Catalog, column_labels
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import nearest
from tagrid.published import customer_ids, member_ids
from tagrid.segments.export.consent import consenting
from tagrid.segments.rule import Rule
from tagrid.segments.workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


# What tells people whom they talk to.
DEFAULT_COLUMNS = ("customer_id", "customer_name", "district", "manager_name")

_NEVER_EXPORTED = {"model_id"}


@dataclass(frozen=True)
class ExportSelection:
    """The customers of a file and those held out; ``opted_out`` is None where the data has no consents."""

    members: int
    opted_out: int | None
    inside: list[str]
    held_out: list[str]


def seeded_order(ids: Iterable[str], seed: int, what: str) -> list[str]:
    """Return customers in the random order of `seed`; orders for different purposes have nothing to do with another."""
    return sorted(ids, key=lambda one: hashlib.blake2b(f"{seed}:{what}:{one}".encode(), digest_size=12).digest())


def select_customers(
    home: Home,
    workspace: Workspace,
    rule: Rule,
    *,
    seed: int,
    consent: str | None = None,
    random: int | None = None,
    top: tuple[int, str] | None = None,
    hold_out: float = 0.0,
) -> ExportSelection:
    """Return who of `rule` is in a file: consent first, then the cap, then the hold-out of what is left.

    Consent is asked of all that the home knows now, whatever the version of the workspace.
    """
    ids = _member_ids(workspace, rule)
    allowed, opted_out = consenting(home, ids, consent)
    taken = _limited(workspace, allowed, seed, random, top)
    held = set(seeded_order(taken, seed, "hold-out")[: round(len(taken) * hold_out)])
    return ExportSelection(len(ids), opted_out, [one for one in taken if one not in held], sorted(held))


def may_be_contacted(home: Home, workspace: Workspace, rule: Rule, consent: str | None) -> tuple[int, int | None]:
    """Return how many of `rule` would be in a file now, and how many refused; None where nothing is known of it."""
    allowed, opted_out = consenting(home, _member_ids(workspace, rule), consent)
    return len(allowed), opted_out


def _member_ids(workspace: Workspace, rule: Rule) -> list[str]:
    index = workspace.index
    return member_ids(workspace.version, index.mask(rule)).to_pylist()


def _limited(
    workspace: Workspace, ids: list[str], seed: int, random: int | None, top: tuple[int, str] | None
) -> list[str]:
    if random is not None and top is not None:
        raise BadInput(
            en="--random and --top are two ways to take fewer; choose one.",
            zh="随机抽取（--random）与取最大（--top）只能选一种。",
        )
    if random is not None:
        return sorted(seeded_order(ids, seed, "sample")[:random])
    return ids if top is None else _top(workspace, ids, *top)


def _top(workspace: Workspace, ids: list[str], most: int, by: str) -> list[str]:
    """Return the customers with the most of a number, the largest first; who has none comes last."""
    theme = workspace.features.having(by)
    if "." in by:
        theme, by = [by.partition(".")[0]], by.partition(".")[2]
    if len(theme) != 1 or workspace.features.themes.get(theme[0], {}).get(by) not in ("number", "date"):
        raise BadInput(
            en=f"--top takes a number and a feature that is one, such as annual_kwh; {by!r} is none or several.",
            zh=f"取最大（--top）须写户数和一个数值指标，如 annual_kwh；“{by}”没有或不止一个。",
        )
    column = workspace.index.feature_columns.column(theme[0], by).numbers
    place = {one: at for at, one in enumerate(customer_ids(workspace.version).to_pylist())}
    order = sorted(
        ids, key=lambda one: (-column[place[one]] if column[place[one]] == column[place[one]] else 9e99, one)
    )
    return order[:most]


def exportable_facts(workspace: Workspace) -> list[str]:
    """Return the columns of portrait_customer that can be exported."""
    with workspace.version.connect() as con:
        found = con.execute("select * from portrait_customer limit 0").description
    return [one[0] for one in found if one[0] not in _NEVER_EXPORTED]


def checked_columns(workspace: Workspace, wanted: tuple[str, ...]) -> list[str]:
    """Return the columns of a file, ``customer_id`` first; raises BadInput for one there is not.

    Where none is wanted the file has ``DEFAULT_COLUMNS``.
    """
    known = exportable_facts(workspace)
    wanted = wanted or tuple(one for one in DEFAULT_COLUMNS if one in known)
    for name in wanted:
        if name not in known and name not in workspace.catalog.tags:
            hint = nearest(name, [*known, *workspace.catalog.tags])
            raise BadInput(
                en=f"--columns: there is no column or tag {name!r}.{hint} Facts are {', '.join(known)}.",
                zh=f"没有列或标签“{name}”（--columns）。{hint.zh}客户档案的列有：{'、'.join(known)}。",
            )
    return list(dict.fromkeys(("customer_id", *wanted)))


def column_names(workspace: Workspace, columns: Iterable[str], lang: str) -> dict[str, str]:
    """Return what each column is called in ``lang``: a fact by its label, a tag by its own, its code where it has none.

    Two that are called the same have their code behind.
    """
    known, labels, tags = set(exportable_facts(workspace)), column_labels(), workspace.catalog.tags
    found: dict[str, str] = {}
    for one in columns:
        label = tags[one].label if one in tags and (one not in known or one not in labels) else None
        label = label or (labels[one].label if one in labels else None)
        found[one] = label.in_(lang) if label else one
    several = {name for name, times in Counter(found.values()).items() if times > 1}
    return {one: f"{name} ({one})" if name in several else name for one, name in found.items()}


def export_table(workspace: Workspace, ids: list[str], columns: list[str], lang: str, codes: bool) -> "pl.DataFrame":
    """Return the rows of some customers in the order given: heads and values in words of `lang`, or both as codes."""
    import polars as pl  # heavy; counting a segment needs none of it
    import pyarrow as pa  # heavy; counting a segment needs none of it

    known = exportable_facts(workspace)
    read = ", ".join(f"{'wide' if one not in known else 'who'}.{quote_identifier(one)}" for one in columns)
    chosen = pa.table({"customer_id": pa.array(ids, pa.string()), "place": range(len(ids))})
    with workspace.version.connect() as con:
        con.register("chosen", chosen)
        found = con.sql(
            f"select {read} from chosen join portrait_customer as who using (customer_id) "
            "join customer_tags_wide as wide using (customer_id) order by place"
        ).to_arrow_table()
    made = pl.DataFrame(found)
    if codes:
        return made
    # A fact that is a tag's criterion, such as the industry, has that tag's values.
    tags = [one for one in columns if one in workspace.catalog.tags and made.schema[one] == pl.String]
    named = made.with_columns(_with_labels(workspace.catalog, name, lang) for name in tags)
    return named.rename(column_names(workspace, columns, lang))


def _with_labels(catalog: Catalog, name: str, lang: str) -> "pl.Expr":
    import polars as pl  # heavy; counting a segment needs none of it

    tag = catalog.tags[name]
    return pl.col(name).replace({code: tag.value_label(code).in_(lang) for code in tag.codes})
