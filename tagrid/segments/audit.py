"""The audit log: who did what, when and why. Records are only added; each one seals the one before by its hash.

A copy of every hash stands in a file beside the database, so removing the last records is detected too.
"""

import fcntl
import getpass
import hashlib
import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tagrid.core.project import Home
from tagrid.core.settings import settings
from tagrid.core.state import Base, in_transaction, session, utc_now
from tagrid.core.text import Text, as_text

FIRST_SEAL = "0" * 64


def _machine_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a user of that number
        return "unknown"


def acting_user(by: str | None = None) -> str:
    """Return `by`, or who works here by the settings, or the user of this machine."""
    return by or settings().user or _machine_user()


def user_text(name: str) -> Text:
    """Return a recorded name as people read it.

    An account of this machine is nobody's name: the command line records it where nobody is named, and is called so.
    """
    is_machine = name == _machine_user() and name != settings().user
    return Text(zh="命令行", en="the command line") if is_machine else as_text(name)


class AuditRecord(Base):
    """One act; ``sealed`` is the hash of its fields and of the record before."""

    __tablename__ = "audit_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    action: Mapped[str]
    detail: Mapped[str]
    sealed: Mapped[str]

    def described(self) -> dict:
        """Return as JSON-able values."""
        about = {"number": self.number, "at": self.at.isoformat(), "who": self.who, "action": self.action}
        return about | json.loads(self.detail) | {"sealed": self.sealed}


def seals_path(home: Home) -> Path:
    """Return the file of hashes: a line a record, number and hash."""
    return home.root / "audit.seals"


def _seal(record: AuditRecord, before: str) -> str:
    parts = [before, record.number, record.at.isoformat(), record.who, record.action, record.detail]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def add_record(home: Home, who: str, action: str, detail: dict) -> AuditRecord:
    """Add a record; `detail` is JSON-able. Raises TagridError where the state database cannot take it."""
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)

    def add(opened: Session) -> AuditRecord:
        last = opened.scalar(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1))
        record = AuditRecord(number=last.number + 1 if last else 1, at=utc_now(), who=who, action=action, detail=text)
        record.sealed = _seal(record, last.sealed if last else FIRST_SEAL)
        opened.add(record)
        return record

    record = in_transaction(home, add)
    _copy_seals(home)
    return record


def audit_records(home: Home) -> list[AuditRecord]:
    """Return every record, oldest first."""
    with session(home) as opened:
        return list(opened.scalars(select(AuditRecord).order_by(AuditRecord.number)))


def _lines(text: str) -> list[str]:
    return text.split("\n")[:-1]


def _copied_seals(home: Home) -> list[str]:
    path = seals_path(home)
    return _lines(path.read_text(encoding="utf-8")) if path.exists() else []


def _copy_seals(home: Home) -> None:
    """Append the hashes that the file lacks, those of a process that was killed before it could too."""
    with seals_path(home).open("a+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        missing = audit_records(home)[len(_lines(opened.read())) :]
        opened.write("".join(f"{one.number} {one.sealed}\n" for one in missing))


def restart_seals(home: Home) -> Path | None:
    """Begin the file of hashes anew where it is not that of the records; return where the old one is kept."""
    path = seals_path(home)
    if _copied_seals(home) == [f"{one.number} {one.sealed}" for one in audit_records(home)]:
        return None
    aside = path.with_name(f"{path.name}.damaged-{utc_now():%Y%m%d-%H%M%S-%f}")
    path.replace(aside)
    _copy_seals(home)
    return aside


def tampering(home: Home) -> list[Text]:
    """Return what shows that the log was changed: nothing where it is as it was written."""
    found, before, all_records = [], FIRST_SEAL, audit_records(home)
    for number, one in enumerate(all_records, start=1):
        if one.number != number:
            found.append(Text(en=f"record {number} is missing", zh=f"第 {number} 条记录缺失"))
            break
        if one.sealed != _seal(one, before):
            found.append(
                Text(en=f"record {number} was changed after it was written", zh=f"第 {number} 条记录写入后被改动")
            )
        before = one.sealed
    sealed = [f"{one.number} {one.sealed}" for one in all_records]
    for number, line in enumerate(_copied_seals(home), start=1):
        if line not in sealed[number - 1 : number]:
            name = seals_path(home).name
            found.append(
                Text(
                    en=f"record {number} is not the one that was sealed in {name}",
                    zh=f"第 {number} 条记录与 {name} 中封存的不一致",
                )
            )
    return found
