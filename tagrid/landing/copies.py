"""Rows that are copies of others under a new date or number."""

from tagrid.core.formats import counted
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.landing.compare import FEW, Comparison, Finding, amounts, columns, magnitude

# From this share on the rows of a day that equal another day's are copies; how many did in the past is asked as well.
COPIED = 0.2

# Copies are distinguished from chance by being so many times as frequent as in the past.
MORE = 3


def copy_findings(seen: Comparison) -> list[Finding]:
    """Return whether rows came again under another day or another number."""
    table = seen.table
    if table.period in table.keys and seen.entity:
        found = _days(seen)
    elif len(table.keys) == 1 and seen.now >= FEW:
        found = _numbers(seen)
    else:
        found = None
    return [found] if found else []


def _days(seen: Comparison) -> Finding | None:
    """Days on which many customers have exactly the values of another day."""
    measured = [c for c in amounts(seen.table) if c.name in seen.filled]
    if not measured:
        return None
    day, entity = f"{quote_identifier(str(seen.table.period))}::date", columns(seen.entity)
    values = columns(c.name for c in measured)
    some = " + ".join(f"coalesce({magnitude(c)}, 0)" for c in measured)
    seen.con.execute(f"""
        create or replace temp table marks as
        select {entity}, {day} as day, hash(row({values})::varchar) as mark, is_now
        from (select *, true as is_now from now_rows union all by name select *, false as is_now from then_rows)
        where {some} > 0
    """)
    pairs = seen.all(f"""
        with days as (select day, is_now, count(*) as rows from marks group by all)
        select n.day, l.day, n.is_now, count(*), max(days.rows)
        from marks as n join marks as l using ({entity}, mark)
        join days on days.day = n.day and days.is_now = n.is_now
        where l.day < n.day and (n.is_now or not l.is_now)
        group by all having count(*) >= {FEW}
    """)
    usual = sorted(same / rows for _, _, is_now, same, rows in pairs if not is_now)
    before = usual[int(len(usual) * 0.9)] if usual else 0.0
    copied = [(n, o, same, rows) for n, o, is_now, same, rows in pairs if is_now and _many(same, rows, before)]
    if not copied:
        return None
    new, old, same, rows = max(copied, key=lambda one: one[2] / one[3])
    more = len({one[0] for one in copied}) - 1
    text = Text(
        en=f"{same:,} of {rows:,} rows of {new} hold exactly the values of {old}: a copy under another date?",
        zh=f"{new} 的 {rows:,} 行中有 {same:,} 行与 {old} 的取值完全相同：是否换了日期的副本？",
    )
    others = Text(en=f" The same of {counted(more, 'more day')}.", zh=f"另有 {more} 天如此。")
    return Finding(True, text + others if more else text)


def _many(same: int, rows: int, before: float) -> bool:
    return same / rows >= COPIED and same / rows > MORE * before


def _numbers(seen: Comparison) -> Finding | None:
    """Rows that equal another one in everything, or in whom and how much, but for their number."""
    table, (key,) = seen.table, seen.table.keys
    rest = [c.name for c in table.columns if not c.key and c.name in seen.filled]
    signs = [rest] if len(rest) > 1 else []
    sums = [c.name for c in amounts(table) if c.name in seen.filled]
    if not seen.is_master and seen.entity and len(sums) > 1:
        signs.append([*seen.entity, *sums])
    for names in signs:
        same, rows = _twins(seen, key, names)
        before, past = _twins_before(seen, key, names)
        if same >= FEW and _many(same, rows, before / past if past else 0):
            return Finding(
                True,
                Text(
                    en=f"{key}: {same:,} of {rows:,} rows equal another one but for their {key} "
                    f"({', '.join(names[:4])}…): a copy under other numbers?",
                    zh=f"{key}：{rows:,} 行中有 {same:,} 行除 {key} 外与另一行相同（{'、'.join(names[:4])}…）："
                    "是否换了编号的副本？",
                ),
            )
    return None


def _marked(names: list[str], key: str, rows: str, sums: str) -> str:
    return f"select {quote_identifier(key)} as id, hash(row({columns(names)})::varchar) as mark from {rows} {sums}"


def _some(seen: Comparison, names: list[str]) -> str:
    measured = [c for c in amounts(seen.table) if c.name in names]
    return f"where {' + '.join(f'coalesce({magnitude(c)}, 0)' for c in measured)} > 0" if measured else ""


def _twins(seen: Comparison, key: str, names: list[str]) -> tuple[int, int]:
    some = _some(seen, names)
    return seen.one(f"""
        with n as ({_marked(names, key, "now_rows", some)}), l as ({_marked(names, key, "then_rows", some)}),
        twins as (
            select id, mark, exists (from l where l.mark = n.mark and l.id <> n.id) as is_old,
            count(distinct id) over (partition by mark) > 1 as is_twice
            from n where id not in (select id from l)
        )
        select count_true(is_old or is_twice), count(*) from twins
    """)


def _twins_before(seen: Comparison, key: str, names: list[str]) -> tuple[int, int]:
    some = _some(seen, names)
    return seen.one(f"""
        with l as ({_marked(names, key, "then_rows", some)})
        select coalesce(sum(times) filter (times > 1), 0), coalesce(sum(times), 0)
        from (select mark, count(*) as times from l group by mark)
    """)
