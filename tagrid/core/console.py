"""Progress of a long step: a live line on a terminal, lines with their time elsewhere, or records of the log."""

import logging
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console

from tagrid.core.logs import log, step_named, timestamp
from tagrid.core.settings import chosen_language, settings
from tagrid.core.text import Text, as_text

_logger = logging.getLogger(__name__)

terminal = Console(stderr=True, highlight=False)


class StepProgress:
    """A running step; call it with a text to say how far it has come."""

    def __init__(self, title: str, status) -> None:
        self._title, self._status, self._shown = title, status, ""

    def __call__(self, text: str) -> None:
        """Show ``text`` beside the title: at once on a terminal, as a line of its own elsewhere."""
        if self._status:
            self._status.update(f"{self._title}  [dim]{text}")
        elif text != self._shown and not settings().log_json:
            print(f"{timestamp(time.time())}   {text}", file=sys.stderr, flush=True)
        self._shown = text


@contextmanager
def step(title: Text | str) -> Generator[StepProgress]:
    """Show ``title`` in the language of the command line while the block runs, then the seconds it took."""
    name, title = str(as_text(title)), as_text(title).in_(chosen_language())
    began = time.perf_counter()
    with step_named(name), _logged(began):
        if terminal.is_terminal:
            with terminal.status(title) as status:
                yield StepProgress(title, status)
        else:
            if not settings().log_json:
                print(f"{timestamp(time.time())} {title} ...", file=sys.stderr, flush=True)
            yield StepProgress(title, None)
    ended = f"{title}: {time.perf_counter() - began:.1f} s"
    if terminal.is_terminal:
        terminal.print(ended)
    elif not settings().log_json:
        print(f"{timestamp(time.time())} {ended}", file=sys.stderr, flush=True)


@contextmanager
def _logged(began: float) -> Generator[None]:
    """Log that a step began and how it ended; of an error only its kind, as its text may name a customer."""
    log(_logger, "step began")
    try:
        yield
    except BaseException as error:
        seconds = round(time.perf_counter() - began, 2)
        log(_logger, "step failed", logging.ERROR, seconds=seconds, error=type(error).__name__)
        raise
    log(_logger, "step ended", seconds=round(time.perf_counter() - began, 2))
