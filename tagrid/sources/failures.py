"""What is wrong with a row: where it stands, what stands there, why it is refused; and how much is borne."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from tagrid.errors import BadInput

# Above this share of a table's rows a delivery is refused whole: it is then the export that is wrong.
TOLERANCE = 0.01
# So many failures are written out in full; more are counted.
KEPT = 100_000
HEADER = ("file", "line", "column", "value", "reason")


@dataclass(frozen=True)
class Failure:
    """One refused cell (or row, when ``column`` is empty); ``line`` counts from 1, the header included."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.reason}" + (f" (found {_short(self.value)!r})" if self.value else "")

    def cells(self) -> tuple[str, ...]:
        """The failure as a CSV row that a spreadsheet shows and never computes."""
        return tuple(_inert(str(v)) for v in (self.file, self.line, self.column, self.value, self.reason))


def _short(value: str) -> str:
    return value if len(value) <= 60 else value[:57] + "..."


def _inert(text: str) -> str:
    """Keep a spreadsheet from reading the text as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@dataclass
class Failures:
    """The refused rows of one table."""

    address: str
    rows_read: int = 0
    rows_refused: int = 0
    kept: list[Failure] = field(default_factory=list)

    def add(self, found: list[Failure], rows: int) -> None:
        """Take failures of ``rows`` more refused rows."""
        self.rows_refused += rows
        self.kept.extend(found[: max(KEPT - len(self.kept), 0)])

    def check(self, expected_rows: int = 0) -> None:
        """Refuse the delivery when more rows are refused than borne, of those read or those to come."""
        total = max(self.rows_read, expected_rows)
        if self.rows_refused > TOLERANCE * total:
            first = "".join(f"\n  {failure}" for failure in self.kept[:5])
            raise BadInput(
                f"{self.address}: {self.rows_refused} of {self.rows_read} rows read so far are refused, "
                f"more than {TOLERANCE:.0%}; nothing was landed. Correct the export, or say in a mapping file "
                f"how it differs. The first:{first}"
            )

    def write(self, path: Path) -> None:
        """Write the kept failures as CSV for whoever corrects the source."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([HEADER, *(f.cells() for f in self.kept)])
