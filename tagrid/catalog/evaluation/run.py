"""The evaluation of a published version from end to end, kept beside the versions so that it is made once."""

import hashlib
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import ValidationError

from tagrid.catalog.evaluation import advice
from tagrid.catalog.evaluation.measure import Say, measure
from tagrid.catalog.evaluation.model import Evaluation
from tagrid.catalog.uses import last_uses, uses
from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.refresh.versions import Version, current
from tagrid.segments import parse
from tagrid.segments.rule import leaves
from tagrid.segments.saved import expressions


def folder(home: Home) -> Path:
    """Return where evaluations are kept, a file a version."""
    return home.root / "evaluations"


def evaluated(home: Home, version: Version, today: date | None = None) -> Evaluation | None:
    """Return the kept evaluation of a version with its uses and advice as of now, or None where there is none.

    One made by another state of this room's code, or of another version that had the same id, is none.
    """
    try:
        kept = json.loads((folder(home) / f"{version.id}.json").read_text(encoding="utf-8"))
        if kept["key"] != _key(version):
            return None
        found = Evaluation.model_validate_json(json.dumps(kept["evaluation"]))
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None
    return _advised(home, found, today)


def evaluate(
    home: Home, version: Version, say: Say = lambda text: None, today: date | None = None, anew: bool = False
) -> Evaluation:
    """Return the evaluation of a version, made now where none is kept or ``anew`` asks for it.

    ``say`` hears how far it has come; ``today`` is the day from which idle days are counted, by default the present.
    """
    if not anew and (kept := evaluated(home, version, today)):
        return kept
    made = measure(home, version, say)
    if not any(tag.outcome and tag.outcome.passing for tag in made.tags.values()):
        _keep(home, version, made)
    return _advised(home, made, today)


def _advised(home: Home, found: Evaluation, today: date | None) -> Evaluation:
    """Return the evaluation with what changes from day to day: how tags are used, and the advice."""
    counted, (since, last), day = _uses(home), last_uses(home), today or datetime.now(UTC).date()
    tags, labels = {}, {name: tag.label for name, tag in found.tags.items()}
    for name, tag in found.tags.items():
        used = tag.model_copy(update={"uses": counted.get(name, {})})
        idle = 0 if used.uses.get("saved") else advice.idle_days(name, since, last, day)
        tags[name] = used.model_copy(update={"advice": advice.advise(used, idle, labels)})
    return found.model_copy(update={"tags": tags})


def _uses(home: Home) -> dict[str, dict[str, int]]:
    """Return how each tag is used: as counted, and ``saved``, the saved segments it stands in."""
    found = {name: dict(kinds) for name, kinds in uses(home).items()}
    for tags in _in_segments(home):
        for tag in tags:
            kinds = found.setdefault(tag, {})
            kinds["saved"] = kinds.get("saved", 0) + 1
    return found


def _in_segments(home: Home) -> list[set[str]]:
    """Return the tags of each saved segment that can be read against the catalog in force."""
    saved = expressions(home)
    if not saved:
        return []
    found, catalog = [], current(home).catalog()
    for expression in saved.values():
        try:
            rule = parse(expression, catalog, saved)
            found.append({tag for leaf in leaves(rule) if (tag := getattr(leaf, "tag", None))})
        except BadInput:  # it was written for another catalog
            continue
    return found


def _key(version: Version) -> list[str]:
    return [version.manifest["created_at"], _code()]


def _code() -> str:
    """Return what tells one state of this room's code from another."""
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(text).hexdigest()[:16]


def _keep(home: Home, version: Version, made: Evaluation) -> None:
    folder(home).mkdir(parents=True, exist_ok=True)
    path = folder(home) / f"{version.id}.json"
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps({"key": _key(version), "evaluation": made.model_dump(mode="json")}, ensure_ascii=False)
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
