"""The ledger's record of a command that the engine itself does not record: ingest, train, exports, documents."""

import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.core.settings import chosen_language
from tagrid.core.text import Text
from tagrid.refresh import RunRecord, ledger


@contextmanager
def recorded(kind: str) -> Generator[RunRecord]:
    """Record the block as a run of ``kind``; it ends the record, an error does, or it ends as done without a message.

    A ledger that cannot be written stops nothing: the block runs, and standard error says that no trace is left.
    """
    with ExitStack() as stack:
        record = _begun(stack, kind)
        yield record
        if record.outcome in (None, ledger.RUNNING):
            record.end(ledger.DONE, "")


def _begun(stack: ExitStack, kind: str) -> RunRecord:
    place = home()
    try:
        return stack.enter_context(ledger.recorded(place, kind))
    except TagridError as error:
        note = Text(en=f"This {kind} leaves no trace in the run ledger: ", zh=f"本次 {kind} 不会记入运行台账：")
        print(f"tagrid: {(note + error.text).in_(chosen_language())}", file=sys.stderr)
        return RunRecord(kind=kind, timings={})
