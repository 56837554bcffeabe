"""Sizes against each customer's own past: another unit, a sentinel, nothing at all, values of somebody else.

A ratio of a customer's typical value now to its own typical value before is robust: it does not ask how large
customers are, nor how many there are.
"""

from math import atanh, isnan, sqrt, tanh

from tagrid.core.sql import quote_identifier
from tagrid.landing.compare import FEW, SOME, Comparison, Finding, amounts, columns, is_scale, magnitude
from tagrid.landing.contracts import SourceColumn

# So many times the own past for the typical customer is another unit; a heat wave doubles, a festival divides by three.
UNIT = 5

# The same of what the sun generates: a dark day brings a twentieth of a clear one, another unit is a thousand times.
SUN = 200

# So many times for one customer is another unit, for that many of them.
FAR, FAR_UP, FAR_DOWN = 30, 0.05, 0.12

# The same, for a factor of ten that some customers do have: worth a look.
MUCH, MUCH_UP, MUCH_DOWN = 8, 0.12, 0.4

# Without customers that are known from before, all values are compared together, and vary more.
POOLED = 20

# Above this share the rows that are zero, or that hold one value, are an export that failed.
NEARLY_ALL = 0.95

# A value that occurs in this share of the rows, and never was theirs, stands for a missing one.
REPEATED = 0.05

# The ranks of customers by size stay; below this share of how much they stayed before, the values are other customers'.
SAME_RANKS = 0.5


def size_findings(seen: Comparison) -> list[Finding]:
    """Return what is wrong with the sizes of a table's measures."""
    found: list[Finding] = []
    if seen.now < FEW:
        return found
    for column in (c for c in amounts(seen.table) if c.name in seen.filled):
        first = next((one for one in (_nothing(seen, column), _ratios(seen, column)) if one), None)
        found += [first] if first else [one for one in (_repeated(seen, column), _ranks(seen, column)) if one]
    found += [
        one
        for c in seen.table.columns
        if is_scale(c) and c.name in seen.filled
        if (one := _shifted(seen, c)) is not None
    ]
    return found


def _typical(seen: Comparison, column: SourceColumn) -> None:
    """Table ``typical``: each known customer's middle value, now and before, zeros apart."""
    entity, size = columns(seen.entity), magnitude(column)
    seen.con.execute(f"""
        create or replace temp table typical as
        with sizes as (
            select {entity}, {size} as size, true as is_now from now_rows
            union all by name
            select {entity}, {size} as size, false as is_now from then_rows
        )
        select
            {entity},
            median(size) filter (is_now) as now,
            median(size) filter (not is_now) as before,
            max(size) filter (not is_now) as top
        from sizes where size > 0 group by {entity}
        having now is not null and before is not null
    """)


def _nothing(seen: Comparison, column: SourceColumn) -> Finding | None:
    size = magnitude(column)
    query = "select count(size), coalesce(avg((size = 0)::int), 0) from (select {size} as size from {rows})"
    (now, zero), (_, before) = (seen.one(query.format(size=size, rows=rows)) for rows in ("now_rows", "then_rows"))
    if now < FEW or zero < NEARLY_ALL or before > 0.5:
        return None
    return Finding.of_column(
        True,
        column.name,
        f"{zero:.0%} of the values are zero, {before:.0%} were in the past",
        f"{zero:.0%} 的值为零（zero），以往为 {before:.0%}",
    )


def _ratios(seen: Comparison, column: SourceColumn) -> Finding | None:
    if not seen.entity:
        return _pooled(seen, column)
    _typical(seen, column)
    n, middle, *shares = seen.one(f"""
        with ratios as (select now / before as ratio from typical)
        select
            count(*), median(ratio),
            avg((ratio >= {FAR})::int), avg((ratio <= 1 / {FAR})::int),
            avg((ratio >= {MUCH})::int), avg((ratio <= 1 / {MUCH})::int)
        from ratios
    """)
    if n < FEW:
        return _pooled(seen, column)
    limit = SUN if column.sun else UNIT
    if not 1 / limit < middle < limit:
        return _unit(column, middle)
    if column.sun:
        return None
    far_up, far_down, up, down = shares
    for share, limit, factor, critical in (
        (far_up, FAR_UP, FAR, True),
        (far_down, FAR_DOWN, -FAR, True),
        (up, MUCH_UP, MUCH, False),
        (down, MUCH_DOWN, -MUCH, False),
    ):
        if share > limit and share * n >= 3:
            times = f"{factor}" if factor > 0 else f"1/{-factor}"
            return Finding.of_column(
                critical,
                column.name,
                f"{share:.0%} of {n:,} known are at {times} of their own past or beyond; another unit for some?",
                f"{n:,} 个已知对象中有 {share:.0%} 达到自身以往的 {times} 倍或更甚；是否部分换了单位（unit）？",
            )
    return None


def _unit(column: SourceColumn, middle: float) -> Finding:
    times = f"{middle:,.3g}"
    return Finding.of_column(
        True,
        column.name,
        f"typically {times} times each one's own past; another unit?",
        f"普遍为各自以往的 {times} 倍；是否换了单位（unit）？",
    )


def _pooled(seen: Comparison, column: SourceColumn) -> Finding | None:
    size = magnitude(column)
    query = f"select count(*), median(size) from (select {size} as size from {{}}) where size > 0"
    (now, middle), (then, before) = (seen.one(query.format(rows)) for rows in ("now_rows", "then_rows"))
    limit = SUN if column.sun else POOLED
    if min(now, then) < FEW or 1 / limit < middle / before < limit:
        return None
    return _unit(column, middle / before)


def _repeated(seen: Comparison, column: SourceColumn) -> Finding | None:
    """A value that many rows hold and that was never in the range of those rows' own past."""
    if not seen.entity or column.type == "float[]":
        return None
    entity, size = columns(seen.entity), magnitude(column)
    most = seen.all(f"""
        with sized as (select {entity}, {size} as size from now_rows where {size} > 0),
        most as (select mode(size) as value from sized)
        select
            value, count(*) filter (size = value), count(*),
            avg((size > 1.05 * top or size < before / {MUCH})::int) filter (size = value)
        from sized cross join most left join typical using ({entity})
        group by value
    """)
    if not most:
        return None
    value, times, rows, outside = most[0]
    (before,) = seen.one(f"select coalesce(avg(({size} = {value})::int), 0) from then_rows where {size} > 0")
    share = times / rows
    all_same = share >= NEARLY_ALL and rows >= SOME and before < 0.5
    if not all_same and (share < REPEATED or times < FEW or share < 5 * before or (outside or 0) < 0.6):
        return None
    return Finding.of_column(
        True,
        column.name,
        f"{times:,} of {rows:,} rows hold {value:.12g}, which most of them never had; is it a mark of missing values?",
        f"{rows:,} 行中有 {times:,} 行为 {value:.12g}，其中大多数从未有过；是否代表缺失值？",
    )


def _ranks(seen: Comparison, column: SourceColumn) -> Finding | None:
    """Values that are others': customers keep their order by size, here they do not."""
    if not seen.entity:
        return None
    entity, size = columns(seen.entity), magnitude(column)
    n, now = seen.one(_CORRELATION.format(rows="(select now, before from typical)"))
    if n < SOME or now is None or isnan(now):
        return None
    # as many rows of each one's past as came now against the others: a value alone agrees less than a middle of many
    parts = f"""(
        with came as (select {entity}, count(*) as rows from now_rows where {size} > 0 group by {entity}),
        numbered as (
            select {entity}, {size} as size, row_number() over (partition by {entity} order by hash({size})) as place
            from then_rows where {size} > 0
        )
        select median(size) filter (place <= rows) as now, median(size) filter (place > rows) as before
        from numbered semi join typical using ({entity}) inner join came using ({entity})
        group by {entity} having now is not null and before is not null
    )"""
    many, usual = seen.one(_CORRELATION.format(rows=parts))
    is_known = many >= SOME / 2 and usual is not None and not isnan(usual)
    usual = _surely(usual, many) if is_known else 0.9
    if usual < 0.6 or now > SAME_RANKS * usual:
        return None
    return Finding.of_column(
        True,
        column.name,
        f"the values do not fit whom they are given to: their ranks agree with the past by {now:.2f}, usually by "
        f"{usual:.2f}. Were they sorted or shifted against the ids?",
        f"取值与对象对不上：与以往的秩相关为 {now:.2f}，通常为 {usual:.2f}。是否相对编号排序或错行了？",
    )


def _surely(correlation: float, many: int) -> float:
    """Return what a correlation of so many is at least, two standard errors below it (Fisher's transformation)."""
    return tanh(atanh(min(correlation, 0.9999)) - 2 / sqrt(many - 3))


_CORRELATION = """
    select count(*), corr(a, b) from (
        select rank() over (order by now) as a, rank() over (order by before) as b from {rows}
    )
"""


def _shifted(seen: Comparison, column: SourceColumn) -> Finding | None:
    """Degrees that lie a sixth of their whole range from where they were."""
    name = quote_identifier(column.name)
    low, high = column.range or (0, 0)
    query = f"select count({name}), median({name}), count(distinct {name}) from {{}}"
    (now, middle, kinds), (then, before, many) = (seen.one(query.format(r)) for r in ("now_rows", "then_rows"))
    if min(now, then) < FEW:
        return None
    if kinds == 1 and many > FEW and now >= FEW:
        return Finding.of_column(
            True,
            column.name,
            f"every value is {middle:g}" + (" (zero)" if not middle else ""),
            f"所有取值都是 {middle:g}" + ("（zero）" if not middle else ""),
        )
    if abs(middle - before) < (high - low) / 6:
        return None
    return Finding.of_column(
        False,
        column.name,
        f"the middle value moved from {before:.1f} to {middle:.1f}; another unit?",
        f"中位数由 {before:.1f} 变为 {middle:.1f}；是否换了单位？",
    )
