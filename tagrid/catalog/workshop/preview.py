"""A proposed rule tried on the customers of a published version; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Timer

import duckdb
import polars as pl
from sqlglot import exp

from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.rules import Rule, results
from tagrid.catalog.workshop.columns import chosen
from tagrid.catalog.workshop.faults import NotARule, fault
from tagrid.catalog.workshop.results import codes_fault
from tagrid.catalog.workshop.rule_text import Proposed, read_rule
from tagrid.errors import BadInput
from tagrid.refresh.inputs import KEY, SCHEMA
from tagrid.refresh.versions import Version

SECONDS = 10.0
# A tag with more values than this is a list of names, not a classification.
MOST_VALUES = 60
CUSTOMER, VALUE = "customer_no", "value"


@dataclass(frozen=True)
class Preview:
    """What a proposed rule would give; ``counts`` are customers by value, ``unknown`` last, as everywhere.

    ``nulls``: of the unknown ones, the customers each input is null for. ``codes``: ``customer_no`` and ``value``
    of every customer of the subject.
    """

    proposed: Proposed
    subject: str
    counts: dict[str, int]
    nulls: dict[str, int]
    codes: pl.DataFrame

    @property
    def customers(self) -> int:
        """Customers of the subject."""
        return sum(self.counts.values())

    @property
    def shares(self) -> dict[str, float]:
        """Share of the customers at each value."""
        return {code: count / self.customers if self.customers else 0.0 for code, count in self.counts.items()}


def preview(version: Version, text: str, themes: Sequence[str], seconds: float = SECONDS) -> Preview:
    """Try the rule ``text`` over the published columns of ``themes``, the tag's own theme first.

    Raises NotARule where the text is no rule or gives no codes, BadInput where it runs longer than ``seconds``.
    """
    proposed = read_rule(text, chosen(version, list(themes)))
    subject = _subject(version, proposed)
    with version.connect() as con:
        stop = Timer(seconds, con.interrupt)
        stop.start()
        try:
            codes = pl.DataFrame(con.sql(_values_query(proposed), params=[subject]).to_arrow_table())
            nulls = _nulls(con, proposed)
        except duckdb.InterruptException:
            raise _too_slow(seconds) from None
        except duckdb.Error as error:
            raise _cannot(error) from None
        finally:
            stop.cancel()
    return Preview(proposed, subject, _counts(proposed.rule, codes), nulls, codes)


def relation(proposed: Proposed) -> str:
    """Return the query of one row a customer: its id and the columns the rule reads, by their bare names."""
    first, *others = proposed.themes
    columns = [f'"{theme}"."{name}"' for name, theme in proposed.homes.items()]
    joins = [f'left join "{SCHEMA}"."{theme}" as "{theme}" on "{first}".{KEY} = "{theme}".{KEY}' for theme in others]
    selected = ", ".join([f'"{first}".{KEY}', *columns])
    return f'select {selected} from "{SCHEMA}"."{first}" as "{first}" {" ".join(joins)}'


def _sql(expression: exp.Expr) -> str:
    return expression.sql(dialect="duckdb", comments=False)


def _values_query(proposed: Proposed) -> str:
    # A customer without a row of the theme is unknown, whatever the rule makes of nulls.
    return (
        f"with ruled as (select {KEY}, ({_sql(proposed.rule.expression)}) as {VALUE} from ({relation(proposed)})) "
        f"select {CUSTOMER}, {VALUE} from customer_tags_wide left join ruled using ({KEY}) where subject = ?"
    )


def _nulls(con: duckdb.DuckDBPyConnection, proposed: Proposed) -> dict[str, int]:
    """Return how many of the customers the rule gives null have each of its columns null, the most first."""
    names = list(proposed.homes)
    if not names:
        return {}
    counted = ", ".join(f'count(*) - count("{name}")' for name in names)
    query = f"select {counted} from ({relation(proposed)}) where ({_sql(proposed.rule.expression)}) is null"
    found = dict(zip(names, con.execute(query).fetchone() or (), strict=True))
    return dict(sorted(((name, n) for name, n in found.items() if n), key=lambda pair: -pair[1]))


def _counts(rule: Rule, codes: pl.DataFrame) -> dict[str, int]:
    if codes.schema[VALUE] not in (pl.String, pl.Null):
        shown = str(codes.schema[VALUE]).lower()
        raise fault("", None, f"规则给出的是 {shown}，应为文字代码。", f"it gives {shown}; a rule gives text codes.")
    counted = dict(codes.group_by(VALUE).len().sort("len", VALUE, descending=[True, False]).iter_rows())
    unknown = counted.pop(None, 0)
    if len(counted) > MOST_VALUES:
        zh, en = f"规则给出 {len(counted):,} 个不同取值，最多 {MOST_VALUES} 个。", f"it gives {len(counted):,} values;"
        raise fault("", None, zh, f"{en} {MOST_VALUES} are the most; name ranges instead.")
    if wrong := codes_fault(counted):
        raise wrong
    written = [one.this for one in results(rule.expression) if isinstance(one, exp.Literal)]
    return {code: counted.get(code, 0) for code in dict.fromkeys([*written, *counted])} | {UNKNOWN: unknown}


def _subject(version: Version, proposed: Proposed) -> str:
    """Return the subject whose customers the themes have rows of; two subjects have no customer in common."""
    found = {chain.split("/")[-1]: chain.split("/")[0] for chain in version.catalog().classes if chain.count("/") == 2}
    subjects = list(dict.fromkeys(found[theme] for theme in proposed.themes if theme in found))
    if len(subjects) > 1:
        zh = f"这些主题属于不同主体（{'、'.join(subjects)}），没有共同的客户。"
        raise fault("", None, zh, f"the themes are of {' and '.join(subjects)}, which have no customer in common.")
    return subjects[0]


def _too_slow(seconds: float) -> BadInput:
    return BadInput(f"The preview ran longer than {seconds:g} s and was stopped; simplify the rule.")


def _cannot(error: duckdb.Error) -> NotARule:
    first = str(error).splitlines()[0].removeprefix("Binder Error: ").removeprefix("Conversion Error: ")
    return fault("", None, f"这条规则在数据上无法计算：{first}", f"it cannot be computed on the data: {first}")
