"""What stands in an exported file: facts of the customer, and tags in words or codes; and what needs permission."""

from typing import TYPE_CHECKING

from tagrid.catalog import Catalog
from tagrid.errors import BadInput, nearest
from tagrid.segments.desk import Desk
from tagrid.segments.rule import Feature, Rule, terms
from tagrid.segments.sql import identifier

if TYPE_CHECKING:
    import polars as pl

DEFAULT = ("customer_id", "customer_name", "district", "manager_name")
_HIDDEN = {"model_id"}


def facts(desk: Desk) -> list[str]:
    """Return the columns of portrait_customer that can be exported."""
    with desk.version.connect() as con:
        found = con.execute("select * from portrait_customer limit 0").description
    return [one[0] for one in found if one[0] not in _HIDDEN]


def chosen(desk: Desk, wanted: tuple[str, ...]) -> list[str]:
    """Return the columns of a file, ``customer_id`` first; raises BadInput for one there is not.

    Without a wish the file has the few that tell people whom they talk to.
    """
    known = facts(desk)
    wanted = wanted or tuple(one for one in DEFAULT if one in known)
    for name in wanted:
        if name not in known and name not in desk.catalog.tags:
            hint = nearest(name, [*known, *desk.catalog.tags])
            raise BadInput(
                f"--columns: there is no column or tag {name!r}.{hint} Facts are {', '.join(known)}.",
                f"没有列或标签“{name}”（--columns）。{hint.zh}客户档案的列有：{'、'.join(known)}。",
            )
    return list(dict.fromkeys(("customer_id", *wanted)))


def restricted(catalog: Catalog, rule: Rule, columns: list[str]) -> list[str]:
    """Return the restricted tags an export would give away: in its columns, in its rule, by what the rule reads.

    A file of everyone with an open court case tells it of each, whatever its columns are.
    """
    tags = [tag for tag in catalog.tags.values() if tag.sensitivity == "restricted"]
    used = {term.tag for term in terms(rule) if not isinstance(term, Feature)} | set(columns)
    read = {term.column for term in terms(rule) if isinstance(term, Feature)} | set(columns)
    only = {column for tag in tags for column in tag.inputs} - {
        column for tag in catalog.tags.values() if tag.sensitivity != "restricted" for column in tag.inputs
    }
    return sorted({tag.name for tag in tags if tag.name in used or (only & read).intersection(tag.inputs)})


def table(desk: Desk, ids: list[str], columns: list[str], lang: str, codes: bool) -> "pl.DataFrame":
    """Return the rows of some customers in the order given, tags as labels in `lang` or as codes."""
    import polars as pl
    import pyarrow as pa

    known = facts(desk)
    read = ", ".join(f"{'wide' if one not in known else 'who'}.{identifier(one)}" for one in columns)
    asked = pa.table({"customer_id": pa.array(ids, pa.string()), "place": range(len(ids))})
    with desk.version.connect() as con:
        con.register("asked", asked)
        found = con.sql(
            f"select {read} from asked join portrait_customer as who using (customer_id) "
            "join customer_tags_wide as wide using (customer_id) order by place"
        ).to_arrow_table()
    made = pl.DataFrame(found)
    tags = [one for one in columns if one not in known] if not codes else []
    return made.with_columns(_in_words(desk.catalog, name, lang) for name in tags)


def _in_words(catalog: Catalog, name: str, lang: str) -> "pl.Expr":
    import polars as pl

    tag = catalog.tags[name]
    return pl.col(name).replace({code: tag.value_label(code).in_(lang) for code in tag.codes})
