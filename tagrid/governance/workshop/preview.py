"""A proposed rule tried on the customers of a published version; nothing is written."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Thread

import duckdb
import polars as pl
from sqlglot import exp

from tagrid.catalog import UNKNOWN, TagRule, branches, results
from tagrid.core.errors import BadInput
from tagrid.core.sql import quote_identifier
from tagrid.governance.evaluation.conditions import Patterns, causes, cells, else_rows, overlaps, patterns
from tagrid.governance.evaluation.model import Cause, ValueOverlap
from tagrid.governance.workshop.columns import chosen_columns
from tagrid.governance.workshop.grammar import NotARule, rule_fault
from tagrid.governance.workshop.rule_text import ProposedRule, codes_fault, read_rule
from tagrid.published import KEY, Version, rule_inputs_table

SECONDS = 10.0

# A tag with more values than this is a list of names, not a classification.
MOST_VALUES = 60

CUSTOMER, VALUE = "customer_no", "value"


@dataclass(frozen=True)
class Preview:
    """What a proposed rule would give; ``counts`` are customers by value, ``unknown`` last, as everywhere.

    ``codes``: ``customer_no`` and ``value`` of every customer of the subject. The rest is what the
    evaluation has of a tag: ``causes`` of unknown, ``overlaps`` of conditions before the first match decides,
    ``unreached`` values that no input leads to, and who falls into ``else``.
    """

    proposed: ProposedRule
    subject: str
    codes: pl.DataFrame
    counts: dict[str, int]
    causes: tuple[Cause, ...] = ()
    overlaps: tuple[ValueOverlap, ...] = ()
    unreached: tuple[str, ...] = ()
    else_value: str | None = None
    else_customers: int = 0
    else_null: int = 0

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
    with version.connect() as con:
        return preview_with(con, version, text, themes, seconds)


def preview_with(
    con: duckdb.DuckDBPyConnection, version: Version, text: str, themes: Sequence[str], seconds: float
) -> Preview:
    """Try a rule on a connection that has the customers and the inputs of rules as ``version`` has them."""
    with _at_most(seconds, con):
        try:
            proposed = read_rule(text, chosen_columns(con, version.id, themes))
            return _previewed(con, proposed, _subject(version, proposed))
        except duckdb.InterruptException:
            raise _too_slow(seconds) from None
        except duckdb.Error as error:
            raise _not_computable(error) from None


@contextmanager
def _at_most(seconds: float, con: duckdb.DuckDBPyConnection) -> Generator[None]:
    """Break off whatever ``con`` runs from ``seconds`` on, until the block ends."""
    done = Event()

    def watch() -> None:
        over = done.wait(seconds)
        while not over:  # again and again: one call would miss what comes between two queries
            con.interrupt()
            over = done.wait(0.05)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _previewed(con: duckdb.DuckDBPyConnection, proposed: ProposedRule, subject: str) -> Preview:
    codes = pl.DataFrame(con.sql(_values_query(proposed), params=[subject]).to_arrow_table())
    counts = _counts(proposed.rule, codes)
    seen = Preview(proposed, subject, codes, counts)
    found, inputs = branches(proposed.rule.sql), tuple(proposed.homes)
    data = patterns(con, found, inputs, f"({relation(proposed)}) as read")
    if data is None:  # more branches than the evaluation counts
        return seen
    values = tuple(code for code in counts if code != UNKNOWN)
    logic = cells(found, values, _integers(con, proposed))
    lacking = len(codes) - data.rows(lambda pattern: True)
    else_value, else_customers, else_null = else_rows(data)
    return replace(
        seen,
        causes=causes(data, inputs, lambda name: (), lacking),
        overlaps=overlaps(data, logic, values),
        unreached=_unreached(logic, values),
        else_value=else_value,
        else_customers=else_customers,
        else_null=else_null,
    )


def _integers(con: duckdb.DuckDBPyConnection, proposed: ProposedRule) -> frozenset[str]:
    typed = con.execute(f"describe {relation(proposed)}").fetchall()
    return frozenset(name for name, type_name, *_ in typed if "INT" in type_name)


def _unreached(logic: Patterns | None, values: tuple[str, ...]) -> tuple[str, ...]:
    reached = {logic.value(pattern) for pattern in logic.found} if logic else set(values)
    return tuple(code for code in values if code not in reached)


def relation(proposed: ProposedRule) -> str:
    """Return the query of one row a customer: its id and the columns the rule reads, by their bare names."""
    first, *others = proposed.themes
    alias = {theme: quote_identifier(theme) for theme in proposed.themes}
    columns = [f"{alias[theme]}.{quote_identifier(name)}" for name, theme in proposed.homes.items()]
    joins = [
        f"left join {rule_inputs_table(theme)} as {alias[theme]} on {alias[first]}.{KEY} = {alias[theme]}.{KEY}"
        for theme in others
    ]
    selected = ", ".join([f"{alias[first]}.{KEY}", *columns])
    return f"select {selected} from {rule_inputs_table(first)} as {alias[first]} {' '.join(joins)}"


def _sql(expression: exp.Expr) -> str:
    return expression.sql(dialect="duckdb", comments=False)


def _values_query(proposed: ProposedRule) -> str:
    # A customer without a row of the theme is unknown, whatever the rule makes of nulls.
    return (
        f"with ruled as (select {KEY}, ({_sql(proposed.rule.expression)}) as {VALUE} from ({relation(proposed)})) "
        f"select {CUSTOMER}, {VALUE} from customer_tags_wide left join ruled using ({KEY}) where subject = ?"
    )


def _counts(rule: TagRule, codes: pl.DataFrame) -> dict[str, int]:
    if codes.schema[VALUE] not in (pl.String, pl.Null):
        shown = str(codes.schema[VALUE]).lower()
        raise rule_fault(
            "", None, f"规则给出的是 {shown}，应为文字代码。", f"it gives {shown}; a rule gives text codes."
        )
    counted = dict(codes.group_by(VALUE).len().sort("len", VALUE, descending=[True, False]).iter_rows())
    unknown = counted.pop(None, 0)
    if len(counted) > MOST_VALUES:
        zh, en = f"规则给出 {len(counted):,} 个不同取值，最多 {MOST_VALUES} 个。", f"it gives {len(counted):,} values;"
        raise rule_fault("", None, zh, f"{en} {MOST_VALUES} are the most; name ranges instead.")
    if wrong := codes_fault(counted):
        raise wrong
    written = [one.this for one in results(rule.expression) if isinstance(one, exp.Literal)]
    return {code: counted.get(code, 0) for code in dict.fromkeys([*written, *counted])} | {UNKNOWN: unknown}


def _subject(version: Version, proposed: ProposedRule) -> str:
    """Return the subject whose customers the themes have rows of; two subjects have no customer in common."""
    found = {chain.split("/")[-1]: chain.split("/")[0] for chain in version.catalog().classes if chain.count("/") == 2}
    subjects = list(dict.fromkeys(found[theme] for theme in proposed.themes if theme in found))
    if len(subjects) > 1:
        zh = f"这些主题属于不同主体（{'、'.join(subjects)}），没有共同的客户。"
        raise rule_fault("", None, zh, f"the themes are of {' and '.join(subjects)}, which have no customer in common.")
    return subjects[0]


def _too_slow(seconds: float) -> BadInput:
    return BadInput(
        en=f"The preview ran longer than {seconds:g} s and was stopped; simplify the rule.",
        zh=f"试算超过 {seconds:g} 秒，已停止；请简化规则。",
    )


def _not_computable(error: duckdb.Error) -> NotARule:
    first = str(error).splitlines()[0].removeprefix("Binder Error: ").removeprefix("Conversion Error: ")
    return rule_fault("", None, f"这条规则在数据上无法计算：{first}", f"it cannot be computed on the data: {first}")
