"""Puts many files in force as one step: the journal is the commit point, and applying it twice does no harm."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tagrid.core.errors import TagridError
from tagrid.core.files import replace_text, sync
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.landing.index import DIGEST, content_digest

JOURNAL = "_journal.json"


@dataclass
class Journal:
    """Files to move into place and files to remove, all inside one home."""

    home: Home
    work: Path
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    removes: list[Path] = field(default_factory=list)

    def move(self, made: Path, place: Path) -> None:
        """Put ``made``, a finished file under work/, into force at ``place``."""
        self.moves.append((made, place))

    def commit(self) -> None:
        """Flush all that was made, then write the journal: from then on the step counts as done."""
        for made, _ in self.moves:
            sync(made)
        for folder in {made.parent for made, _ in self.moves}:
            sync(folder)
        inside = self.home.root
        step = {
            "work": str(self.work.relative_to(inside)),
            "moves": [[str(m.relative_to(inside)), str(p.relative_to(inside))] for m, p in self.moves],
            "removes": [str(p.relative_to(inside)) for p in self.removes],
        }
        text = json.dumps({**step, DIGEST: content_digest(step)})
        replace_text(self.home.landing / JOURNAL, text, aside=self.work)


def journal_damage(home: Home) -> Text | None:
    """Return what is wrong with the journal, None where it is whole or there is none."""
    path = home.landing / JOURNAL
    try:
        step = json.loads(path.read_bytes().decode("utf-8"))
        noted = step.pop(DIGEST, None)
        is_whole = noted in (None, content_digest(step)) and {"work", "moves", "removes"} <= step.keys()
        why = "its content differs from its digest"
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError) as error:
        is_whole, why = False, str(error)
    if is_whole:
        return None
    return Text(
        en=f"{path} is damaged ({why}), so that a delivery is landed in part; `tagrid landing repair` completes it.",
        zh=f"{path} 已损坏（{why}），有一批数据只入库了一部分；请运行 `tagrid landing repair` 补齐。",
    )


def recover_journal(home: Home) -> bool:
    """Complete a step whose journal was written; return whether there was one. Call it holding the lock."""
    path = home.landing / JOURNAL
    if not path.exists():
        return False
    if wrong := journal_damage(home):
        raise TagridError(wrong)
    step = json.loads(path.read_text(encoding="utf-8"))
    touched = set()
    for made, place in ((home.root / m, home.root / p) for m, p in step["moves"]):
        if made.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            made.replace(place)
        touched.update((place.parent, place.parent.parent))
    for gone in (home.root / r for r in step["removes"]):
        gone.unlink(missing_ok=True)
        touched.add(gone.parent)
    for folder in touched:
        sync(folder)
    path.unlink()
    sync(home.landing)
    shutil.rmtree(home.root / step["work"], ignore_errors=True)
    return True
