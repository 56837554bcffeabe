"""The feature columns of a version in memory: masks of conditions on features and changes, which have no bits.

A column is read once, in the order of ``customer_no``, so that moving a threshold reads nothing. Masks are cached.
"""

from datetime import date
from functools import lru_cache

import numpy as np

from tagrid.core.errors import BadInput
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.published import FACT_THEMES, Mask, bits, feature_kind, feature_table, tag_changes
from tagrid.segments.rule import ChangeCondition, FeatureCondition, Operand, changed_sql

# At a million customers a column takes 8 MB and a mask 0.1.
MOST_COLUMNS, MOST_MASKS, MOST_LOGS = 12, 256, 4

# A text with more values than this tells single customers apart, as a name does.
MOST_TEXTS = 2_000

_EPOCH = date(1970, 1, 1)

_KINDS_ZH = {"text": "文字", "flag": "是否值", "date": "日期", "number": "数"}


class FeatureColumn:
    """One feature by customer: numbers, NaN where empty; a text as its place in ``places``, a date as its day."""

    def __init__(self, numbers: np.ndarray, places: dict[str, int] | None, kind: str) -> None:
        self.numbers, self.places, self.kind = numbers, places, kind

    def number(self, name: str, operand: Operand) -> float:
        """Return `operand` as the number it is compared as; raises BadInput where it is of another kind."""
        match self.kind, operand:
            case "text", str():
                return (self.places or {}).get(operand, -1)
            case "flag", bool():
                return float(operand)
            case "date", str():
                return float((date.fromisoformat(operand) - _EPOCH).days)
            case "number", int() | float() if not isinstance(operand, bool):
                return float(operand)
        raise BadInput(
            en=f"{name} is a {self.kind} in this version; it cannot be compared with {operand!r}.",
            zh=f"{name} 在这个版本中是{_KINDS_ZH[self.kind]}，不能与 {operand!r} 比较。",
        )

    def holds(self, rule: FeatureCondition) -> np.ndarray:
        """Return one boolean a customer: whether the condition is true; it never is where the column is empty."""
        column, to = self.numbers, [self.number(rule.name, one) for one in rule.operands]
        match rule.operator:
            case "known":
                return ~np.isnan(column)
            case "=" | "in":
                return np.isin(column, to)
            case "between":
                return (column >= to[0]) & (column <= to[1])
            case "<":
                return column < to[0]
            case "<=":
                return column <= to[0]
            case ">":
                return column > to[0]
            case ">=":
                return column >= to[0]


class FeatureColumns:
    """Features and changes of one version. Nothing cached goes stale: a version never changes."""

    def __init__(self, version) -> None:
        self._version = version
        self.column = lru_cache(MOST_COLUMNS)(self._column)
        self.places = lru_cache(MOST_COLUMNS)(self._places)
        self.texts = lru_cache(None)(self._texts)
        self.changes = lru_cache(MOST_LOGS)(lambda tag: tag_changes(version, tag))
        self.mask = lru_cache(MOST_MASKS)(self._mask)
        self.subject = lru_cache(None)(self._subject)

    def value(self, rule: FeatureCondition, customer_id: str) -> bool | float | str | None:
        """Return a customer's feature: None where it is empty, a date as its ISO text."""
        with self._version.connect() as con:
            kind = self._check(con, rule.theme, rule.column)
            column = quote_identifier(rule.column)
            read = {"number": f"cast({column} as double)", "date": f"cast({column} as varchar)"}.get(kind, column)
            query = f"select {read} from {feature_table(rule.theme)} where customer_id = ?"
            found = con.execute(query, [customer_id]).fetchall()
        return found[0][0] if found else None

    def changes_of(self, rule: ChangeCondition, customer_id: str) -> list[dict]:
        """Return a customer's changes of the rule's tag within its time, whatever they are from and to."""
        columns = "customer_id, old_value, new_value, changed_on"
        any_change = ChangeCondition(rule.tag, within=rule.within)
        sql, parameters = changed_sql(any_change, self._version.as_of, "changes", columns)
        with self._version.connect() as con:
            con.register("changes", self.changes(rule.tag))
            found = con.execute(
                f"select * from ({sql}) where customer_id = ? order by changed_on", [*parameters, customer_id]
            )
            return [{"from": old, "to": new, "on": day.isoformat()} for _, old, new, day in found.fetchall()]

    def _subject(self, theme: str) -> str | None:
        """Return the subject of a theme's customers; None for facts that every customer has."""
        if theme in FACT_THEMES:
            return None
        with self._version.connect() as con:
            self._check(con, theme)
            found = con.execute(
                f"select subject from customer_tags_wide semi join {feature_table(theme)} using (customer_id) limit 1"
            ).fetchall()
        return found[0][0] if found else None

    def _mask(self, rule: FeatureCondition | ChangeCondition, size: int, words: int) -> Mask:
        """Return the mask of `rule`, of `words` words for `size` numbers, of customers of whatever subject."""
        if isinstance(rule, FeatureCondition):
            flags = self.column(rule.theme, rule.column).holds(rule)
        else:
            flags = np.zeros(size, dtype=bool)
            flags[self._changed(rule)] = True
        mask = np.zeros(words, dtype=np.uint64)
        packed = bits.pack(flags)
        mask[: len(packed)] = packed
        mask.flags.writeable = False
        return mask

    def _changed(self, rule: ChangeCondition) -> np.ndarray:
        sql, parameters = changed_sql(rule, self._version.as_of, "changes")
        with self._version.connect() as con:
            con.register("changes", self.changes(rule.tag))
            numbers = f"select customer_no from customer_tags_wide semi join ({sql}) using (customer_id)"
            return con.execute(numbers, parameters).fetchnumpy()["customer_no"]

    def _column(self, theme: str, name: str) -> FeatureColumn:
        with self._version.connect() as con:
            kind = self._check(con, theme, name)
            found = con.sql(
                f"select rowid, {_read_expression(kind, name)} as found from {feature_table(theme)}"
            ).to_arrow_table()
        places: dict[str, int] | None = None
        column = found["found"].combine_chunks()
        if kind == "text":
            codes = column.dictionary_encode()
            places = {text: place for place, text in enumerate(codes.dictionary.to_pylist())}
            column = codes.indices.cast("double")
        place = self.places(theme)[found["rowid"].to_numpy()]
        numbers = np.full(self._size(), np.nan)
        numbers[place[place >= 0]] = column.to_numpy(zero_copy_only=False)[place >= 0]
        return FeatureColumn(numbers, places, kind)

    def _texts(self, theme: str, name: str) -> tuple[str, ...]:
        """Return the different texts of a column, sorted; none of one that has more than a facet shows."""
        with self._version.connect() as con:
            self._check(con, theme, name)
            column = quote_identifier(name)
            found = con.execute(
                f"select distinct {column} from {feature_table(theme)} where {column} is not null limit ?",
                [MOST_TEXTS + 1],
            ).fetchall()
        return tuple(sorted(text for (text,) in found)) if len(found) <= MOST_TEXTS else ()

    def _places(self, theme: str) -> np.ndarray:
        """Return the ``customer_no`` of each row of a theme's table, -1 where it is nobody's: joined only once."""
        with self._version.connect() as con:
            found = con.execute(
                f"select theme.rowid as row, customer_no from {feature_table(theme)} as theme "
                "join customer_tags_wide using (customer_id)"
            ).fetchnumpy()
            last = con.execute(f"select coalesce(max(rowid), -1) from {feature_table(theme)}").fetchall()[0][0]
        places = np.full(last + 1, -1, dtype=np.int32)
        places[found["row"]] = found["customer_no"]
        return places

    def _size(self) -> int:
        with self._version.connect() as con:
            query = "select coalesce(max(customer_no) + 1, 0) from customer_tags_wide"
            return con.execute(query).fetchall()[0][0]

    def _check(self, con, theme: str, column: str = "customer_id") -> str:
        """Return the kind of a column; raises BadInput where this version does not hold it."""
        kind = feature_kind(con, theme, column)
        if kind is None:
            what = Text(en=f"what the rules of theme {theme} read", zh=f"分析主题 {theme} 的规则所读的指标")
            what = what if column == "customer_id" else Text(en=f"{theme}.{column}", zh=f"指标 {theme}.{column}")
            raise BadInput(
                en=f"Version {self._version.id} does not hold {what}; a later one may.",
                zh=f"版本 {self._version.id} 中没有{what.zh}，之后的版本可能有。",
            )
        return kind


def _read_expression(kind: str, name: str) -> str:
    column = quote_identifier(name)
    match kind:
        case "text":
            return column
        case "date":
            return f"cast({column} - date '1970-01-01' as double)"
    return f"nullif(cast({column} as double), 'nan'::double)"
