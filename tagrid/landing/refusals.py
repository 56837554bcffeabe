"""Refused rows of a table: what of them a message may show, and how many refuse the whole delivery."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from tagrid.core.errors import BadInput
from tagrid.core.spreadsheet import escape_formula
from tagrid.core.text import Text, lines

# Above this share of a table's rows a delivery is refused whole: it is then the export that is wrong.
TOLERANCE = 0.01

# Days of net meters are set aside without refusing the delivery, up to as many as there may be such meters.
ASIDE_ROWS, ASIDE_SHARE = 20, 0.2

# So many rows that cannot be true refuse no delivery, however small it is: they are set aside.
FEW_IMPLAUSIBLE = 3

# So many failures are written out in full; more are counted.
MOST_WRITTEN = 100_000

# Letters of a refused value that are written out.
MOST_QUOTED = 1000

HEADER = ("file", "line", "column", "value", "reason", "customer")

# Column of the account that a row is about, in every table that has one.
CUSTOMER = "customer_id"

# Failures spelt out a chunk and check; further ones are counted by their rows.
MOST_LISTED = 1000


@dataclass(frozen=True)
class Refusal:
    """One refused cell (or row, when ``column`` is empty); ``line`` counts from 1, the header included.

    ``customer`` is the account that the row names, empty where it names none.

    A message is read by whoever runs the intake, and by all who get its mail: it holds no value of a personal column,
    no whole row, and of any other value that may be a person's only the kinds of its characters.
    """

    file: str
    line: int
    column: str
    value: str
    reason: Text
    is_personal: bool = False
    is_code: bool = False
    customer: str = ""

    def described(self) -> Text:
        """Return where the cell is, why it was refused and, where no person's data is shown by it, what it holds."""
        where = Text(en=f"{self.file}, line {self.line}", zh=f"{self.file} 第 {self.line} 行")
        if self.column:
            where += Text(en=f", column {self.column}", zh=f" {self.column} 列")
        fault = where + Text(en=": ", zh="：") + self.reason
        if self.value and self.column and not self.is_personal:
            value = self.value if self.is_code else shown_value(self.value)
            fault += Text(en=f" (found {value!r})", zh=f"（实为 {value!r}）")
        if self.customer and self.column != CUSTOMER:
            fault += Text(en=f", customer {shown_value(self.customer)}", zh=f"，户号 {shown_value(self.customer)}")
        return fault

    def cells(self) -> tuple[str, ...]:
        """Return the refusal as a CSV row that a spreadsheet shows and never computes."""
        value = self.value if len(self.value) <= MOST_QUOTED else self.value[:MOST_QUOTED] + "..."
        return tuple(
            escape_formula(str(v)) for v in (self.file, self.line, self.column, value, self.reason.en, self.customer)
        )


# A telephone or identity number, wherever it stands: in a shifted row a date's column may hold one.
_PERSON_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{6}(?:19|20)\d{9}[\dXx])(?!\d)|0\d{2,3}-\d{7,8}")


# Two Chinese letters together may be a name or an address; the 年 of a date is none.
_NAME = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]{2}")


def shown_value(value: str) -> str:
    """Return a value for a message: as it is, or each letter's kind where it holds Chinese or a person's number."""
    if _PERSON_NUMBER.search(value) or _NAME.search(value):
        value = "".join("字" if ch > "\u2e7f" else "9" if ch.isdigit() else ch for ch in value)
    return value if len(value) <= 60 else value[:57] + "..."


@dataclass
class Refusals:
    """The refused rows of one table."""

    address: str
    rows_read: int = 0
    rows_refused: int = 0
    rows_aside: int = 0
    rows_implausible: int = 0
    listed: list[Refusal] = field(default_factory=list)

    def add(self, found: list[Refusal], rows: int, aside: int = 0) -> None:
        """Note the refusals of ``rows`` more rows, ``aside`` of them days of net meters."""
        self.rows_refused += rows
        self.rows_aside += aside
        self.listed.extend(found[: max(MOST_WRITTEN - len(self.listed), 0)])

    def check(self, expected_rows: int = 0) -> None:
        """Refuse the delivery when more rows are refused than tolerated, of those read or those to come."""
        total = max(self.rows_read, expected_rows)
        few_aside = self.rows_aside <= max(ASIDE_ROWS, ASIDE_SHARE * total)
        tolerated = (self.rows_aside if few_aside else 0) + min(self.rows_implausible, FEW_IMPLAUSIBLE)
        if self.rows_refused - tolerated > TOLERANCE * total:
            too_many = Text(
                en=f"{self.address}: {self.rows_refused} of {self.rows_read} rows read so far are refused, "
                f"more than {TOLERANCE:.0%}; nothing was landed. Correct the export, or say in a mapping file "
                "how it differs. The first:",
                zh=f"{self.address}：已读 {self.rows_read} 行，其中 {self.rows_refused} 行被拒收，"
                f"超过 {TOLERANCE:.0%}；未入库任何数据。请改正导出，或在映射文件中说明差异。前几处：",
            )
            raise BadInput(lines([too_many, *(one.described() for one in self.listed[:5])]))

    def write(self, path: Path) -> None:
        """Write the listed refusals as CSV for whoever corrects the source."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([HEADER, *(one.cells() for one in self.listed)])
