"""Cells against the past: more of them empty or filled, one value for all, values of other rows, hours that moved."""

from dataclasses import dataclass, field
from math import log, sqrt
from statistics import correlation

from tagrid.core.sql import quote_identifier
from tagrid.landing.compare import FEW, SOME, Comparison, Finding, columns
from tagrid.landing.contracts import SourceColumn

# More cells empty, or filled, than in the past by this share is worth a look, and nearly all is an export that failed.
MORE, NEARLY_ALL = 0.2, 0.95

# A column of events that is empty more often than this is filled in later, or for some kinds only.
MOSTLY_FULL = 0.05

# A column in which so many values occur once only names its row; one that holds fewer is a code.
NAMES_ITS_ROW = 0.5

# From so many events on their hours tell another time zone, by odds of e to the power of ODDS.
EVENTS, ODDS = 25, 10

# An hour of a day with more of the moments than this is one event that hit many.
CROWDED = 0.15

# Cells that are empty together but for so few of the rows are filled in together.
TOGETHER = 0.01


def fill_findings(seen: Comparison) -> list[Finding]:
    """Return what is odd in how the columns of a table are filled."""
    if not seen.then:
        return []
    found = _cells(seen) if seen.now >= SOME else []  # of fewer rows curves alone can differ
    curves = (c for c in seen.table.columns if c.type == "float[]" and c.name in seen.filled)
    return found + [one for c in curves if (one := _turned(seen, c)) is not None]


def _cells(seen: Comparison) -> list[Finding]:
    found, known = [], _known(seen)
    for column in (c for c in seen.table.columns if not c.key):
        found += [one for one in (_emptied(seen, column, known), _filled(seen, column, known)) if one]
        if column.name in seen.filled:
            found += [one for one in (_one_value(seen, column, known), _moved(seen, column, known)) if one]
    return found + [one for c in seen.table.columns if c.type == "timestamp" if (one := _hours(seen, c)) is not None]


@dataclass(frozen=True)
class _Known:
    """Rows of a master table whose key had landed, in the table ``known``; of each column how many held something
    before, how many of these lost it, and how many gained something.
    """

    rows: int
    held: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    gained: dict[str, int] = field(default_factory=dict)


def _known(seen: Comparison) -> _Known:
    """Make table ``known`` of what came with the row of before beside it; none for events."""
    if not seen.is_master:
        return _Known(0)
    before = ", ".join(
        f"l.{quote_identifier(c.name)} as {quote_identifier('was_' + c.name)}" for c in seen.table.columns
    )
    seen.con.execute(
        f"create or replace temp table known as select n.*, {before} from now_rows as n "
        f"join then_rows as l using ({columns(seen.table.keys)})"
    )
    names = [c.name for c in seen.table.columns]
    pairs = [(quote_identifier(name), quote_identifier("was_" + name)) for name in names]
    aggregates = [f"count({was}), count_true({name} is null and {was} is not null)" for name, was in pairs]
    aggregates += [f"count_true({name} is not null and {was} is null)" for name, was in pairs]
    rows, *counts = seen.one(f"select count(*), {', '.join(aggregates)} from known")
    both, gained = counts[: 2 * len(names)], counts[2 * len(names) :]
    return _Known(rows, *(dict(zip(names, of, strict=True)) for of in (both[::2], both[1::2], gained)))


def _emptied(seen: Comparison, column: SourceColumn, known: _Known) -> Finding | None:
    if column.required or seen.now < SOME:
        return None
    if seen.table.spans and column.name == seen.table.spans.last:
        return None  # what holds now has no end yet
    name = quote_identifier(column.name)
    every = {"now_rows": seen.now, "then_rows": seen.then}
    empty, then = ((every[rows] - seen.held(rows)[column.name]) / every[rows] for rows in every)
    if known.rows >= SOME:  # the same things: which of them lost what they had
        lost, held = known.lost[column.name], known.held[column.name]
        empty, then = (lost / held, 0.0) if held >= FEW else (0.0, 0.0)
    elif not seen.is_master:
        if column.type in ("date", "timestamp"):
            return None  # what is filled in later is empty while it is new
        if seen.table.period in seen.table.keys:
            empty, then = _emptied_of_own(seen, name)
        elif then > MOSTLY_FULL or _comes_with_a_date(seen, name):
            return None
    chance = 4 * sqrt(max(then * (1 - then), 0.01) / seen.now)
    if empty - then <= max(MORE, chance):
        return None
    return Finding.of_column(
        False,
        column.name,
        f"about {then:.0%} of the cells were empty in the past, {empty:.0%} are now",
        f"以往约有 {then:.0%} 的单元格为空（empty），现在为 {empty:.0%}",
    )


def _comes_with_a_date(seen: Comparison, name: str) -> bool:
    """Whether a cell is filled in later, with the date of a later step: it was always empty with that date, and is."""
    later = [c for c in seen.table.columns if c.type in ("date", "timestamp") and not c.required]
    apart = ", ".join(f"avg((({name} is null) <> ({quote_identifier(c.name)} is null))::int)" for c in later)
    if not apart:
        return False
    both = [seen.one(f"select {apart} from {rows}") for rows in ("now_rows", "then_rows")]
    return any(max(shares) <= TOGETHER for shares in zip(*both, strict=True))


def _emptied_of_own(seen: Comparison, name: str) -> tuple[float, float]:
    """Among those that nearly always had a value, the share of empty cells now and before; none when they are few."""
    entity = columns(seen.entity)
    n, empty, then = seen.one(f"""
        with own as (
            select {entity}, avg(({name} is null)::int) as empty from then_rows group by {entity}
            having count(*) >= {FEW} and empty <= {MOSTLY_FULL}
        )
        select count(*), avg(({name} is null)::int), avg(empty) from now_rows join own using ({entity})
    """)
    return (empty, then) if n >= SOME else (0.0, 0.0)


def _filled(seen: Comparison, column: SourceColumn, known: _Known) -> Finding | None:
    """Things that all at once have what few of them had: an end, a merger, a hardship."""
    if known.rows < SOME:
        return None
    gained = known.gained[column.name]
    share = gained / max(seen.then, known.rows)
    if share <= MORE:
        return None
    one_kind = seen.one(f"select count(distinct {quote_identifier(column.name)}) from now_rows")[0] == 1
    return Finding.of_column(
        share + 1 - gained / known.rows >= NEARLY_ALL and one_kind,
        column.name,
        f"{gained:,} of {seen.then:,} rows that had none have a value now",
        f"{seen.then:,} 行中有 {gained:,} 行原本为空、现在有值",
    )


def _one_value(seen: Comparison, column: SourceColumn, known: _Known) -> Finding | None:
    if seen.now < SOME or column.name == seen.table.period or column.type in ("float[]", "boolean"):
        return None
    name = quote_identifier(column.name)
    n, kinds, many = seen.held("now_rows")[column.name], seen.kinds("now_rows")[column.name], _many(seen, column)
    if kinds != 1 or n < SOME or many < SOME:
        return None
    spread = _spread(seen, column)
    names_rows = spread > NAMES_ITS_ROW and column.type == "varchar" and not column.domain
    whose = column.name in seen.entity and spread * many > SOME
    if seen.is_master and not names_rows:
        was = quote_identifier("was_" + column.name)
        distinct = f"select avg(({name} is distinct from {was})::int) from known"
        changed = seen.one(distinct)[0] if known.rows >= SOME else 0
        if changed < 0.03:
            return None
    elif not names_rows and not whose:
        return None
    value = seen.one(f"select any_value({name})::varchar from now_rows")[0]
    return Finding.of_column(
        names_rows or whose or column.type == "double",
        column.name,
        f"all {n:,} rows hold {value}, they did not in the past",
        f"全部 {n:,} 行都是 {value}，以往并非如此",
    )


def _many(seen: Comparison, column: SourceColumn) -> int:
    return seen.held("then_rows")[column.name]


def _spread(seen: Comparison, column: SourceColumn) -> float:
    """How many values a column held in the past, for each cell that held one."""
    return seen.kinds("then_rows")[column.name] / _many(seen, column)


def _moved(seen: Comparison, column: SourceColumn, known: _Known) -> Finding | None:
    """Values that other rows had: the column was sorted, or slipped by a row."""
    if known.rows < SOME or column.domain or column.type not in ("varchar", "double"):
        return None
    name, was = quote_identifier(column.name), quote_identifier("was_" + column.name)
    if _spread(seen, column) < NAMES_ITS_ROW:
        return None
    changed, moved = seen.one(f"""
        select count_true(changed), count_true(changed and {name} in (select {name} from then_rows))
        from (select {name}, {name} is not null and {was} is not null and {name} <> {was} as changed from known)
    """)
    if (
        changed < FEW
        or changed / known.rows < MORE
        or moved / changed < 0.8
        or seen.kinds("now_rows")[column.name] == 1
    ):
        return None
    return Finding.of_column(
        True,
        column.name,
        f"{moved:,} of {known.rows:,} known rows hold what other rows had: the column was sorted or slipped by a row",
        f"{known.rows:,} 个已知行中有 {moved:,} 行持有其他行的取值：该列被排序或错行",
    )


def _hours(seen: Comparison, column: SourceColumn) -> Finding | None:
    """Hours of the day that fit the past only when they are moved: the times are of another zone."""
    name = quote_identifier(column.name)
    # One moment counts once, as a call to a thousand customers is one event; and no hour of a day counts more than
    # thrice the middle one, as an outage's customers lose supply one after another.
    query = f"""
        with hours as (
            select date_trunc('hour', {name}) as began, count(distinct {name}) as moments
            from {{}} where {name} is not null group by all
        )
        select hour(began), sum(least(moments, 3 * (select median(moments) from hours))),
            count(*), sum(moments), max(moments)
        from hours group by 1
    """
    found = [seen.all(query.format(rows)) for rows in ("now_rows", "then_rows")]
    if any(_events(one) < EVENTS for one in found) or len(found[1]) == 1:
        return None
    now, then = ({hour: weight for hour, weight, *_ in one} for one in found)
    n, many = sum(now.values()), sum(then.values())
    usual = [(then.get(h, 0) + 0.5) / (many + 12) for h in range(24)]
    fits = {by: sum(times * log(usual[(h - by) % 24]) for h, times in now.items()) for by in range(-11, 13)}
    best = max(fits, key=lambda by: (fits[by], -abs(by)))
    if abs(best) < 2 or fits[best] - fits[0] < max(ODDS, 0.3 * n):
        return None
    return Finding.of_column(
        False,
        column.name,
        f"the hours of the day are {best:+d} hours from those of the past; times of another zone?",
        f"一天中的时刻与以往相差 {best:+d} 小时（hours）；是否为其他时区的时间？",
    )


def _events(hours: list[tuple]) -> int:
    """How many events the moments are of: where one hour of a day has many of them, each such hour is one."""
    cells, moments = sum(one[2] for one in hours), sum(one[3] for one in hours)
    return cells if hours and max(one[4] for one in hours) > CROWDED * moments else moments


def _turned(seen: Comparison, column: SourceColumn) -> Finding | None:
    """Curves of a day that fit the past only when they are turned: the times are of another zone."""
    name = quote_identifier(column.name)
    mean = """
        select point, avg(power / level) from (
            select unnest({name}) as power, generate_subscripts({name}, 1) as point, list_avg({name}) as level
            from {rows} where list_avg({name}) > 0
        ) group by point order by point
    """
    now, then = (
        [value for _, value in seen.all(mean.format(name=name, rows=rows))] for rows in ("now_rows", "then_rows")
    )
    never_read = None in now or None in then  # a point that nobody has
    if never_read or len(now) != len(then) or len(set(now)) < 2 or len(set(then)) < 2:
        return None
    points = len(now)
    fits = {by: correlation([now[(i + by) % points] for i in range(points)], then) for by in range(points)}
    best = max(fits, key=lambda by: fits[by])
    hours = (best if best <= points // 2 else best - points) * 24 / points
    if abs(hours) < 2 or fits[best] < 0.7 or fits[best] - fits[0] < 0.3:
        return None
    return Finding.of_column(
        False,
        column.name,
        f"the day is turned by {hours:+.0f} hours against the past; times of another zone?",
        f"曲线与以往相差 {hours:+.0f} 小时（hours）；是否为其他时区的时间？",
    )
