"""Columns that hold each other's values: measures by each customer's own past, texts by what is known and by form."""

import re
from itertools import combinations

from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.landing.compare import FEW, Comparison, Finding, amounts, columns, magnitude
from tagrid.landing.contracts import SourceColumn

# So many of the values must be known of the other column, or of its form, before two columns count as swapped.
SWAPPED = 0.5

# Customers whose measures fit better when they are swapped; a half does by chance where two measures are alike.
FITS_BETTER = 0.65

# A season may move both measures of a customer by so much (log, twofold); beyond it another unit is at fault, no swap.
MOVED_TOGETHER = 0.7

# Distinct values looked at a column.
VALUES = 1000


def swap_findings(seen: Comparison) -> list[Finding]:
    """Return which measures of a table hold each other's values, and where day and month do."""
    return _measures(seen) + _dates(seen) if seen.now >= FEW else []


def _swapped(a: str, b: str, share: float, why: Text) -> Finding:
    start = Text(en=f"{share:.0%} of the {why.en}; ", zh=f"{share:.0%} 的{why.zh}；")
    end = Text(
        en=f"the columns {a} and {b} are swapped. Correct the export or the mapping file",
        zh=f"{a} 与 {b} 两列颠倒了（swapped），请改正导出或映射文件",
    )
    return Finding(True, start + end)


def _measures(seen: Comparison) -> list[Finding]:
    measured = [c for c in amounts(seen.table) if c.name in seen.filled and c.type != "float[]"]
    if not seen.entity or len(measured) < 2 or seen.now < 2 * FEW:
        return []
    entity = columns(seen.entity)
    sizes = ", ".join(f"median(nullif({magnitude(c)}, 0)) as {quote_identifier(c.name)}" for c in measured)
    for name in ("now", "then"):
        seen.con.execute(
            f"create or replace temp table typical_{name} as "
            f"select {entity}, {sizes} from {name}_rows group by {entity}"
        )
    return [found for a, b in combinations(measured, 2) if (found := _measure_pair(seen, a, b))]


def _measure_pair(seen: Comparison, first: SourceColumn, second: SourceColumn) -> Finding | None:
    a, b = quote_identifier(first.name), quote_identifier(second.name)
    # What the sun generates is another every day: there the other one has to have changed as well.
    steady, other = (b, a) if first.sun else (a, b)
    is_sun = first.sun or second.sun
    changed = f"abs(ln(n.{steady} / l.{other})) + 0.1 < abs(ln(n.{steady} / l.{steady}))" if is_sun else "true"
    n, share = seen.one(f"""
        with fits as (
            select
                abs(ln(n.{a} / l.{a}) - ln(n.{b} / l.{b})) as straight,
                abs(ln(n.{a} / l.{b}) - ln(n.{b} / l.{a})) as crossed,
                abs(ln(n.{a} / l.{a}) + ln(n.{b} / l.{b})) / 2 as moved,
                {changed} as has_changed
            from typical_now as n join typical_then as l using ({columns(seen.entity)})
            where n.{a} > 0 and n.{b} > 0 and l.{a} > 0 and l.{b} > 0 and abs(ln(l.{a} / l.{b})) > 0.2
        )
        select count(*), avg((crossed + 0.1 < straight and moved < {MOVED_TOGETHER} and has_changed)::int) from fits
    """)
    if n < 2 * FEW or share < FITS_BETTER:
        return None
    why = Text(
        en=f"{n:,} known have {first.name} and {second.name} near each other's past",
        zh=f"{n:,} 个已知对象的取值接近另一列的以往",
    )
    return _swapped(first.name, second.name, share, why)


def swapped_texts(seen: Comparison) -> list[Finding]:
    """Return which names and identifiers of a table stand in each other's columns."""
    texts = [c for c in seen.table.columns if c.type == "varchar" and not c.domain]
    forms, others = _Forms(seen), _KnownOfOthers(seen, [c.name for c in texts])
    found = []
    for a, b in combinations(texts, 2):
        if a.name in seen.filled or b.name in seen.filled:
            one = _rows_crossed(seen, a, b) or _values_known(others, a, b) or _forms_crossed(seen, forms, a, b)
            found += [one] if one else []
    return found


def _rows_crossed(seen: Comparison, a: SourceColumn, b: SourceColumn) -> Finding | None:
    """Rows of a known key that hold what the other column held."""
    if not seen.is_master or a.key or b.key or seen.now < FEW:
        return None
    x, y = quote_identifier(a.name), quote_identifier(b.name)
    n, crossed = seen.one(f"""
        select count(*), count_true(
            n.{x} is distinct from n.{y} and n.{x} is not distinct from l.{y} and n.{y} is not distinct from l.{x}
        )
        from now_rows as n join then_rows as l using ({columns(seen.table.keys)})
    """)
    if crossed < FEW or crossed / n < 0.05:
        return None
    known = Text(en="known rows hold each other's values of before", zh="已知行持有另一列以往的取值")
    return _swapped(a.name, b.name, crossed / n, known)


class _KnownOfOthers:
    """The shares of a column's values that are known of each other column and not of it, each column asked once."""

    def __init__(self, seen: Comparison, names: list[str]) -> None:
        self._seen, self._names, self.rows = seen, names, seen.now
        self._found: dict[str, tuple[int, dict[str, float | None]]] = {}

    def of(self, name: str) -> tuple[int, dict[str, float | None]]:
        """How many values of those that came were looked at, and the share that is known of each other column."""
        if name not in self._found:
            x, others = quote_identifier(name), [other for other in self._names if other != name]
            known = ", ".join(
                f"avg((id in (select {y} from then_rows) and is_new)::int)" for y in map(quote_identifier, others)
            )
            n, *shares = self._seen.one(f"""
                with sample as (select distinct {x} as id from now_rows where {x} is not null limit {VALUES}),
                own as (
                    select id, id not in (select {x} from then_rows where {x} is not null) as is_new from sample
                )
                select count(*), {known} from own
            """)
            self._found[name] = n, dict(zip(others, shares, strict=True))
        return self._found[name]


def _values_known(others: _KnownOfOthers, a: SourceColumn, b: SourceColumn) -> Finding | None:
    """Values known from the past, but of the other column."""
    for one, other in ((a, b), (b, a)):
        if others.rows < FEW and not one.required:
            continue
        n, shares = others.of(one.name)
        share = shares[other.name]
        if n and share and share > SWAPPED and (n >= FEW or one.required):
            known = Text(
                en=f"values of {one.name} are known as {other.name} and not as {one.name}",
                zh=f"{one.name} 的取值是已知的 {other.name} 而不是 {one.name}",
            )
            return _swapped(one.name, other.name, share, known)
    return None


_HAN, _LETTERS, _DIGITS = re.compile(r"[一-鿿]+"), re.compile(r"[A-Za-z]+"), re.compile(r"[0-9]+")


def form(text: str) -> str:
    """The form of a text: runs of Han characters, letters and digits; the digits counted where no Han stands."""
    without_han = _HAN.sub("汉", text)
    with_letters = _LETTERS.sub("A", without_han)
    if "汉" in with_letters:
        return _DIGITS.sub("9", with_letters)
    return _DIGITS.sub(lambda m: f"<{len(m[0])}>", with_letters)


class _Forms:
    """The shares of the forms of a column's values, each column read once for all its neighbours."""

    def __init__(self, seen: Comparison) -> None:
        self._seen = seen
        self._found: dict[tuple[str, str], tuple[int, dict[str, float]]] = {}

    def now(self, column: SourceColumn) -> tuple[int, dict[str, float]]:
        """How many values of those that came were looked at, and the share of each form."""
        return self._of(column, "now_rows")

    def then(self, column: SourceColumn) -> dict[str, float]:
        """The share of each form among the values that had landed."""
        return self._of(column, "then_rows")[1]

    def _of(self, column: SourceColumn, rows: str) -> tuple[int, dict[str, float]]:
        if (column.name, rows) not in self._found:
            name = quote_identifier(column.name)
            values = self._seen.all(f"select distinct {name} from {rows} where {name} is not null limit {VALUES}")
            shares: dict[str, float] = {}
            for (value,) in values:
                shares[form(value)] = shares.get(form(value), 0) + 1 / len(values)
            self._found[column.name, rows] = len(values), shares
        return self._found[column.name, rows]


def _forms_crossed(seen: Comparison, forms: _Forms, a: SourceColumn, b: SourceColumn) -> Finding | None:
    """Values whose forms are rare in their own column's past and usual in the other's."""
    if seen.now < FEW:
        return None
    (many_a, now_a), (many_b, now_b) = forms.now(a), forms.now(b)
    then_a, then_b = forms.then(a), forms.then(b)
    if not (then_a and then_b) or min(many_a, many_b) < FEW:
        return None
    own = max(_shared(now_a, then_a), _shared(now_b, then_b))
    other = min(_shared(now_a, then_b), _shared(now_b, then_a))
    if other < 0.6 or own > other / 2:
        return None
    why = Text(
        en=f"values of {a.name} and {b.name} have the form of the other column's past",
        zh=f"{a.name} 与 {b.name} 的取值形式属于另一列",
    )
    return _swapped(a.name, b.name, other, why)


def _shared(now: dict[str, float], then: dict[str, float]) -> float:
    """How much of what came has a form that one value in fifty had."""
    return sum(share for one, share in now.items() if then.get(one, 0) >= 0.02)


def _dates(seen: Comparison) -> list[Finding]:
    """Dates of known keys whose day and month changed places, and days of readings that fit only so."""
    found = []
    if seen.is_master:
        for column in (c for c in seen.table.columns if c.type == "date" and not c.key and c.name in seen.filled):
            name = quote_identifier(column.name)
            n, swapped = seen.one(f"""
                select count(*), count_true(
                    n.{name} <> l.{name} and year(n.{name}) = year(l.{name}) and day(n.{name}) = month(l.{name})
                    and month(n.{name}) = day(l.{name})
                )
                from now_rows as n join then_rows as l using ({columns(seen.table.keys)})
                where n.{name} is not null and l.{name} is not null
            """)
            if swapped >= FEW and swapped / n > 0.05:
                found.append(
                    _day_and_month(
                        column.name, f"{swapped:,} of {n:,} known rows", f"{n:,} 个已知行中的 {swapped:,} 个"
                    )
                )
    elif seen.table.period:
        found += _period(seen, str(seen.table.period))
    return found


def _day_and_month(column: str, en: str, zh: str) -> Finding:
    return Finding(
        True,
        Text(
            en=f"{column}: day and month are swapped in {en}. Correct the `format` of the mapping file",
            zh=f"{column}：{zh}的日与月颠倒（day and month）。请改正映射文件中的 `format`",
        ),
    )


def _period(seen: Comparison, period: str) -> list[Finding]:
    """Days far from all that landed which, with day and month in each other's place, would be the next ones."""
    day = f"{quote_identifier(period)}::date"
    (last,) = seen.one(f"select max({day}) from then_rows")
    if last is None:
        return []
    rows, fit = seen.one(f"""
        with days as (
            select {day} as d, case when day({day}) <= 12
                then make_date(year({day}), day({day}), month({day})) end as other
            from now_rows
        )
        select count(*), count_true(
            d not between date '{last}' - 20 and date '{last}' + 40
            and other between date '{last}' - 3 and date '{last}' + 40
        ) from days
    """)
    if fit < FEW or fit / rows < SWAPPED:
        return []
    return [_day_and_month(period, f"{fit:,} of {rows:,} rows", f"{rows:,} 行中的 {fit:,} 行")]
