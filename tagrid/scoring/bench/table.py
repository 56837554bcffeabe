"""Read a person's labelled rows as a matrix of numbers with labels of 0 and 1.

Files are CSV (UTF-8 or GB18030) or Parquet; they are checked, and labels of another file joined.
"""

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.core.errors import BadInput
from tagrid.core.formats import counted
from tagrid.core.text import Text, as_text, joined, nearest
from tagrid.scoring.fit import LEAST_CASES

NULL_TEXTS = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "\\N"]

ENDINGS = (".csv", ".csv.gz", ".parquet")

# A text with its own value in nearly every row is a name or a number of the row, not a quality.
MOST_LEVELS_A_ROW = 0.5

GROUPS, LEVELS_OF_A_GROUP = 4, range(2, 13)


@dataclass(frozen=True)
class BenchInput:
    """Which files and columns a person named; see ``tagrid bench-model --help``."""

    features: Path
    label: str
    identity: str = ""
    time: str = ""
    label_file: Path | None = None
    columns: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelledTable:
    """Rows to learn from: ``x`` rows x ``names`` (NaN where missing; a text as the number of its level), ``y`` 0 or 1.

    ``texts`` gives the levels of each text column. ``days`` orders rows in time, where there is a time column. ``left``
    says which columns are not used, and why; ``unlabelled`` how many rows a label file did not know.
    """

    names: list[str]
    x: np.ndarray
    y: np.ndarray
    customers: np.ndarray
    texts: dict[str, list[str]] = field(default_factory=dict)
    days: np.ndarray | None = None
    left: dict[str, str] = field(default_factory=dict)
    unlabelled: int = 0

    def groups(self) -> pl.DataFrame:
        """The first few text columns of 2 to 12 levels, by whose levels figures are broken down."""
        few = [name for name, levels in self.texts.items() if len(levels) in LEVELS_OF_A_GROUP][:GROUPS]
        return pl.DataFrame({name: self._text(name) for name in few})

    def _text(self, name: str) -> pl.Series:
        codes, levels = self.x[:, self.names.index(name)], self.texts[name]
        return pl.Series([None if np.isnan(code) else levels[int(code)] for code in codes], dtype=pl.String)


def read_file(path: Path, texts: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return the rows of a file; columns named in `texts` stay text (an account number may begin with 0).

    BadInput where it is not there, of another kind, damaged, or holds no row or a column twice.
    """
    if not path.is_file():
        raise BadInput(
            en=f"There is no file {path}. Give the path of a CSV or Parquet file.",
            zh=f"没有文件 {path}。请给出 CSV 或 Parquet 文件的路径。",
        )
    if not path.name.lower().endswith(ENDINGS):
        raise BadInput(
            en=f"{path} is none of {', '.join(ENDINGS)}. Save the rows as one of them.",
            zh=f"{path} 不是 {'、'.join(ENDINGS)} 文件。请另存为其中一种。",
        )
    if not path.stat().st_size:
        raise BadInput(
            en=f"{path} is empty. Give a file with a head line and rows.",
            zh=f"{path} 是空的。请给出有表头和数据行的文件。",
        )
    try:
        rows = pl.read_parquet(path) if path.name.lower().endswith(".parquet") else _csv(path, texts)
    except pl.exceptions.NoDataError:
        rows = pl.DataFrame()
    except (pl.exceptions.PolarsError, OSError, EOFError) as error:
        why = str(error).splitlines()[0]
        raise BadInput(
            en=f"{path} cannot be read: {why}. Save it again.", zh=f"无法读取 {path}：{why}。请重新保存。"
        ) from error
    if not len(rows):
        raise BadInput(
            en=f"{path} holds no rows. Give a file with a head line and rows.",
            zh=f"{path} 没有数据行。请给出有表头和数据行的文件。",
        )
    return rows


def _csv(path: Path, texts: tuple[str, ...]) -> pl.DataFrame:
    data = path.read_bytes()
    data = _decoded(gzip.decompress(data) if path.name.lower().endswith(".gz") else data, path).encode()
    head = pl.read_csv(data, has_header=False, n_rows=1, infer_schema=False).row(0)
    names = [(name or "").strip() for name in head]
    _check_names(names, path)
    as_strings = {name: pl.String for name in texts if name in names}
    return pl.read_csv(
        data, skip_rows=1, has_header=False, new_columns=names, infer_schema_length=None, null_values=NULL_TEXTS,
        try_parse_dates=True, schema_overrides=as_strings,
    )  # fmt: skip


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(
        en=f"{path} is neither UTF-8 nor GB18030 text. Save it as UTF-8.",
        zh=f"{path} 既不是 UTF-8 也不是 GB18030 文本。请另存为 UTF-8。",
    )


def _check_names(names: list[str], path: Path) -> None:
    if "" in names:
        at = names.index("") + 1
        raise BadInput(
            en=f"{path}: column {at} has no name. Name every column in the head line.",
            zh=f"{path}：第 {at} 列没有列名。请在表头写明每一列的名称。",
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(
            en=f"{path} has two columns {twice[0]!r}. Name every column differently.",
            zh=f"{path} 有两列都叫 {twice[0]}。请使各列名称不同。",
        )


def check_columns(rows: pl.DataFrame, names: list[str], path: Path, option: Text | str) -> None:
    """Raise BadInput naming the nearest where a named column is not in the file."""
    for name in names:
        if name not in rows.columns:
            option, hint = as_text(option), nearest(name, tuple(rows.columns))
            raise BadInput(
                en=f"{path} has no column {name!r} ({option}).{hint}",
                zh=f"{path} 没有列 {name}（{option.zh}）。{hint.zh}",
            )


def read_labels(column: pl.Series, path: Path) -> np.ndarray:
    """Return the label as 0 and 1; BadInput where it is a text, missing, another number, or too rare to learn."""
    where = Text(en=f"{path}: the label {column.name!r}", zh=f"{path}：标签 {column.name} ")
    is_known = column.null_count() < len(column)
    if is_known and not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        first = column.drop_nulls()[0]
        raise BadInput(
            en=f"{where} is not a number ({first!r}). Write 1 where it happened and 0 where it did not.",
            zh=f"{where.zh}不是数值（{first!r}）。发生写 1，未发生写 0。",
        )
    numbers = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if (gone := np.isnan(numbers)).any():
        raise BadInput(
            en=f"{where} is missing in {gone.sum()} of {len(numbers)} rows, first in row {int(gone.argmax()) + 1}. "
            "Leave out the rows whose outcome is unknown.",
            zh=f"{where.zh}在 {len(numbers)} 行中有 {gone.sum()} 行缺失，最早在第 {int(gone.argmax()) + 1} 行。"
            "请去掉结果未知的行。",
        )
    if (odd := ~np.isin(numbers, (0, 1))).any():
        raise BadInput(
            en=f"{where} is {numbers[odd][0]:g} in row {int(odd.argmax()) + 1}. Write 1 where it happened, else 0.",
            zh=f"{where.zh}在第 {int(odd.argmax()) + 1} 行是 {numbers[odd][0]:g}。发生写 1，否则写 0。",
        )
    return _check_counts(numbers.astype(np.int8), where)


def _check_counts(found: np.ndarray, where: Text) -> np.ndarray:
    positives = int(found.sum())
    if positives in (0, len(found)):
        raise BadInput(
            en=f"{where} is {found[0]} in every row; there is nothing to tell apart. Add rows of both kinds.",
            zh=f"{where.zh}在每一行都是 {found[0]}，无从区分。请加入两类数据行。",
        )
    if min(positives, len(found) - positives) < LEAST_CASES:
        raise BadInput(
            en=f"{where} is 1 in {positives} of {len(found)} rows; at least {LEAST_CASES} of each kind are needed to "
            "learn from and to measure on. Add rows.",
            zh=f"{where.zh}在 {len(found)} 行中有 {positives} 行为 1；用于学习和检验，两类都至少需要 {LEAST_CASES} 行。"
            "请增加数据行。",
        )
    return found


def join_label_file(rows: pl.DataFrame, given: BenchInput) -> pl.DataFrame:
    """Join the label file by ``--id`` (and ``--time``, where it has that column); rows without a label are left out."""
    path = given.label_file
    assert path
    if not given.identity:
        raise BadInput(
            en=f"{path} has to be joined by customer. Name the column that both files share by --id.",
            zh=f"{path} 须按客户关联。请用 --id 写明两个文件共有的列。",
        )
    known = read_file(path, (given.identity,))
    check_columns(known, [given.identity], path, "--id")
    check_columns(known, [given.label], path, "--label")
    if given.label in rows.columns:
        raise BadInput(
            en=f"{given.features} and {path} both have a column {given.label!r}. Leave it in one of them.",
            zh=f"{given.features} 与 {path} 都有列 {given.label}。请只在其中之一保留。",
        )
    key = [name for name in (given.identity, given.time) if name and name in known.columns]
    twice = known.filter(pl.struct(key).is_duplicated())
    if len(twice):
        raise BadInput(
            en=f"{path} has {given.identity} {twice[given.identity][0]} more than once. Keep one label of each.",
            zh=f"{path} 中 {given.identity} {twice[given.identity][0]} 不止一次出现。请每个只保留一个标签。",
        )
    number = pl.col(given.identity).cast(pl.String)
    try:
        found = rows.with_columns(number).join(known.select(*key, given.label).with_columns(number), on=key)
    except pl.exceptions.PolarsError as error:
        raise BadInput(
            en=f"{given.features} and {path} write {' and '.join(key)} differently. Write both alike.",
            zh=f"{given.features} 与 {path} 中 {'、'.join(key)} 的写法不同。请统一写法。",
        ) from error
    if not len(found):
        raise BadInput(
            en=f"No {given.identity} of {path} is in {given.features}. Check that both write it alike.",
            zh=f"{path} 中的 {given.identity} 没有一个在 {given.features} 中。请核对两者写法是否一致。",
        )
    return found


def read_table(given: BenchInput) -> LabelledTable:
    """Read and check the named files; BadInput says what is wrong, where, and what to do."""
    rows = read_file(given.features, tuple(filter(None, [given.identity])))
    named = [name for name in (given.identity, given.time) if name]
    check_columns(rows, [*named, *given.columns, *given.without], given.features, Text(en="asked for", zh="所指定的列"))
    before = len(rows)
    if given.label_file:
        rows = join_label_file(rows, given)
    else:
        check_columns(rows, [given.label], given.features, "--label")
    y = read_labels(rows[given.label], given.label_file or given.features)
    customers = _customers(rows, given)
    own = {given.label, given.identity, given.time, *given.without}
    chosen = [name for name in (given.columns or rows.columns) if name not in own]
    names, columns, texts, left = _matrix(rows, chosen)
    if not names:
        why = "; ".join(f"{name}: {reason}" for name, reason in left.items())
        raise BadInput(
            en=f"{given.features} holds no feature to learn from: {why or 'there is no other column'}. "
            "Add columns of numbers or texts.",
            zh=f"{given.features} 没有可供学习的特征：{why or '没有其他列'}。请加入数值列或文本列。",
        )
    days = _days(rows, given) if given.time else None
    return LabelledTable(names, np.column_stack(columns), y, customers, texts, days, left, before - len(rows))


def _customers(rows: pl.DataFrame, given: BenchInput) -> np.ndarray:
    if not given.identity:
        return np.arange(len(rows)).astype(str)
    if nobody := rows[given.identity].null_count():
        raise BadInput(
            en=f"{given.features}: {counted(nobody, 'row has', 'rows have')} no {given.identity!r} (--id). Fill it or "
            "leave such rows out.",
            zh=f"{given.features}：{nobody} 行没有 {given.identity}（--id）。请补全或去掉这些行。",
        )
    key = [name for name in (given.identity, given.time) if name]
    twice = rows.filter(pl.struct(key).is_duplicated())
    if len(twice):
        hint = Text(en="", zh="")
        if not given.time:
            hint = Text(
                en=" Name the column that tells them apart in time by --time, or keep one of each.",
                zh="请用 --time 写明区分先后的列，或每个只保留一行。",
            )
        what = joined((f"{name} {twice[name][0]}" for name in key), en=" and ")
        raise BadInput(
            en=f"{given.features} has {what} more than once ({len(twice)} such rows).{hint}",
            zh=f"{given.features} 中 {what.zh} 不止一次出现（共 {len(twice)} 行）。{hint.zh}",
        )
    return rows[given.identity].cast(pl.String).to_numpy()


def _days(rows: pl.DataFrame, given: BenchInput) -> np.ndarray:
    column = rows[given.time]
    if not (column.dtype.is_temporal() or column.dtype.is_numeric()):
        raise BadInput(
            en=f"{given.features}: {given.time!r} (--time) is neither a date nor a number, as in "
            f"{column.drop_nulls()[:1]}; write dates as 2026-06-30.",
            zh=f"{given.features}：{given.time}（--time）既不是日期也不是数值，例如 {column.drop_nulls()[:1]}；"
            "日期应写成 2026-06-30。",
        )
    if column.null_count():
        raise BadInput(
            en=f"{given.features}: {counted(column.null_count(), 'row has', 'rows have')} no {given.time!r} (--time). "
            "Fill it.",
            zh=f"{given.features}：{column.null_count()} 行没有 {given.time}（--time）。请补全。",
        )
    if column.n_unique() == 1:
        raise BadInput(
            en=f"{given.features}: every row has the same {given.time!r} (--time). Leave the option out.",
            zh=f"{given.features}：每一行的 {given.time}（--time）都相同。请不用此选项。",
        )
    return (_as_days(column) if column.dtype.is_temporal() else column).cast(pl.Float64).to_numpy()


def _as_days(column: pl.Series) -> pl.Series:
    if column.dtype in (pl.Time, pl.Duration):
        return column.cast(pl.Int64)
    return column.cast(pl.Date).to_physical()


def _matrix(
    rows: pl.DataFrame, chosen: list[str]
) -> tuple[list[str], list[np.ndarray], dict[str, list[str]], dict[str, str]]:
    names, columns, texts, left = [], [], {}, {}
    for name in chosen:
        column, levels, why = _column(rows[name])
        if not why and np.isnan(column).all():
            why = "no row has it"
        elif not why and not np.isnan(column).any() and column.min() == column.max():
            why = "always the same"
        if why:
            left[name] = why
            continue
        names.append(name)
        columns.append(column)
        if levels:
            texts[name] = levels
    return names, columns, texts, left


def _column(given: pl.Series) -> tuple[np.ndarray, list[str], str]:
    """A column as numbers, the levels of a text, and why it cannot be used; infinite counts as missing."""
    if given.dtype.is_numeric() or given.dtype in (pl.Boolean, pl.Null):
        numbers = given.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return np.where(np.isfinite(numbers), numbers, np.nan), [], ""
    if given.dtype.is_temporal():
        return _as_days(given).cast(pl.Float64).fill_null(float("nan")).to_numpy(), [], ""
    if given.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return np.empty(0), [], f"a {given.dtype} is neither a number nor a text"
    text = given.cast(pl.String)
    levels = sorted(text.drop_nulls().unique().to_list())
    if len(levels) > max(LEVELS_OF_A_GROUP[-1], MOST_LEVELS_A_ROW * len(text)):
        return np.empty(0), [], f"a text with {len(levels)} values in {len(text)} rows tells rows apart, not kinds"
    codes = text.replace_strict({level: at for at, level in enumerate(levels)}, default=None, return_dtype=pl.Float64)
    return codes.fill_null(float("nan")).to_numpy(), levels, ""
