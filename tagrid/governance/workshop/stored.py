"""Drafts of tags as they are being written, in the state database: whoever has a draft's link goes on with it.

A draft holds what the form asks about a tag, and nothing about who writes it. One that nobody changed for
``RETENTION`` is removed.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Text as LongText, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import Base, in_transaction, read_state, session, upsert, utc_now

RETENTION = timedelta(days=90)

MOST_LETTERS = 200_000


class StoredDraft(Base):
    """What was entered about a tag, as JSON."""

    __tablename__ = "workshop_drafts"

    id: Mapped[str] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[str] = mapped_column(LongText)


def new_draft_id() -> str:
    """Return an id that nobody can guess."""
    return token_urlsafe(9)


def store_draft(home: Home, draft: str, entered: Mapping[str, Any]) -> None:
    """Store what was entered under the id of a draft, in place of what was; old drafts of anybody are removed.

    Raises BadInput for one of more than ``MOST_LETTERS``.
    """
    content = json.dumps(entered, ensure_ascii=False, default=str)
    if len(content) > MOST_LETTERS:
        raise BadInput(
            en=f"The draft has {len(content):,} characters, more than the {MOST_LETTERS:,} that are kept; shorten it.",
            zh=f"草稿有 {len(content):,} 个字符，超过可保存的 {MOST_LETTERS:,} 个；请缩短。",
        )
    row = {"changed_at": utc_now(), "content": content}

    def write(opened: Session) -> None:
        opened.execute(delete(StoredDraft).where(StoredDraft.changed_at < utc_now() - RETENTION))
        upsert(opened, StoredDraft, {"id": draft, **row}, row)

    in_transaction(home, write)


def stored_draft(home: Home, draft: str) -> dict[str, Any] | None:
    """Return what was entered in a draft; None where there is none of that id any more."""
    return read_state(lambda: _read(home, draft), None)


def _read(home: Home, draft: str) -> dict[str, Any] | None:
    with session(home) as opened:
        found = opened.get(StoredDraft, draft)
        return json.loads(found.content) if found else None
