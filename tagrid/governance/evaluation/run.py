"""The evaluation of a published version from end to end; it is saved beside the versions, so that it is made once."""

import hashlib
import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from pydantic import ValidationError

from tagrid.catalog import UNKNOWN, Catalog, Tag, last_uses, rules
from tagrid.catalog.uses import uses
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.governance.evaluation.associations import (
    LEAST_CUSTOMERS,
    LEAST_OF_VALUE,
    Derivations,
    cramers_v,
    entropy,
    filled,
    normalised_information,
    tables,
)
from tagrid.governance.evaluation.findings import advise, idle_days, pair_fault, tag_method_faults
from tagrid.governance.evaluation.model import Evaluation, MethodFault, Pair, TagFigures, ValueFigures
from tagrid.governance.evaluation.outcome import outcome, score_of
from tagrid.governance.evaluation.stability import stability
from tagrid.governance.evaluation.trial import TrialResult, never_delivered, theme_inputs, try_rule
from tagrid.published import TagIndex, Version, current_version
from tagrid.segments import parse, saved_expressions, tag_conditions

Progress = Callable[[str], None]

# Below a tenth, less than a hundredth of the possible chi2 is there.
WEAK_V = 0.1


def measure(home: Home, version: Version, say: Progress) -> Evaluation:
    """Return the evaluation of a version without its uses and the advice; ``say`` is called as each part begins."""
    catalog, index, clock = version.catalog(), version.index(), _Timer(say)
    with clock("associations"):
        pairs = associations(index, catalog)
    with clock("conditions"):
        found = conditions(version, catalog, index)
    with clock("stability"):
        moved = stability(home, version, catalog)
    with clock("outcomes"):
        scored = {name: score for name, tag in catalog.tags.items() if (score := score_of(tag))}
        came = {name: outcome(home, version, catalog.tags[name], score) for name, score in scored.items()}
    strongest = _strongest(pairs)
    tags = {
        name: _figures(tag, index, found[name]).model_copy(
            update={"stability": moved.get(name), "outcome": came.get(name), "strongest": strongest.get(name)}
        )
        for name, tag in catalog.tags.items()
    }
    return Evaluation(
        version=version.id,
        created_at=version.manifest["created_at"],
        as_of=version.as_of,
        catalog_version=catalog.version,
        customers={subject: about["customers"] for subject, about in index.subjects.items()},
        tags=tags,
        pairs=tuple(pairs),
        faults=(*_of_tags(tags), *filter(None, map(pair_fault, pairs))),
        notes=tuple(_notes(pairs, Derivations(catalog))),
        seconds=clock.seconds,
    )


class _Timer:
    """Reports and times the parts of an evaluation."""

    def __init__(self, say: Progress) -> None:
        self._say, self.seconds = say, {}

    @contextmanager
    def __call__(self, part: str) -> Generator[None]:
        self._say(part)
        began = perf_counter()
        yield
        self.seconds[part] = round(perf_counter() - began, 3)


def associations(index: TagIndex, catalog: Catalog) -> list[Pair]:
    """Return every pair of tags of one subject that apply to enough customers known in both, the strongest first."""
    declared = Derivations(catalog)
    left_out = {name: tag.not_applicable for name, tag in catalog.tags.items()}
    found = [
        pair
        for subject in index.subjects
        for names, table in tables(index, subject, left_out).items()
        if (pair := _pair(*names, table))
    ]
    v = {frozenset((pair.first, pair.second)): pair.v for pair in found}
    explained = [
        pair.model_copy(update={"declared": declared.between(pair.first, pair.second, pair.nmi, v)}) for pair in found
    ]
    return sorted(explained, key=lambda pair: (-pair.v, -pair.nmi, pair.first, pair.second))


def _pair(first: str, second: str, table: np.ndarray) -> Pair | None:
    customers, frequent = int(table.sum()), filled(table, LEAST_OF_VALUE)
    if frequent.sum() < LEAST_CUSTOMERS or min(frequent.shape) < 2:
        return None
    v, nmi = round(cramers_v(frequent), 4), round(normalised_information(table), 4)
    return Pair(first=first, second=second, customers=customers, v=v, nmi=nmi)


def conditions(version: Version, catalog: Catalog, index: TagIndex) -> dict[str, TrialResult]:
    """Return what came of trying each tag's rule on what the version holds of its inputs."""
    landed = frozenset(version.manifest.get("fingerprint", {}).get("landed", {}))
    with version.connect() as con:
        known = theme_inputs(con)
        return {
            name: try_rule(
                con,
                tag,
                known.get(tag.theme),
                index.subjects[tag.subject]["customers"],
                never_delivered(tag, landed) if landed else lambda _: (),
            )
            for name, tag in catalog.tags.items()
        }


def _figures(tag: Tag, index: TagIndex, done: TrialResult) -> TagFigures:
    counts = index.tags[tag.name].counts
    known = {code: n for code, n in counts.items() if code != UNKNOWN}
    holds, reachable = done.holds or {}, done.reachable or {}
    return TagFigures(
        name=tag.name,
        label=tag.label,
        subject=tag.subject,
        available=tag.available,
        reason=tag.reason,
        precedence=tag.precedence,
        statutory=tag.statutory,
        customers=sum(counts.values()),
        known=sum(known.values()),
        evenness=round(entropy(np.array(list(known.values()))) / float(np.log(len(known))), 4),
        values=tuple(
            ValueFigures(
                code=code,
                label=tag.value_label(code),
                customers=n,
                holds=holds.get(code),
                is_reachable=reachable.get(code),
            )
            for code, n in known.items()
        ),
        conditions=done.conditions,
        unchecked=done.unchecked,
    )


def _strongest(pairs: list[Pair]) -> dict[str, Pair]:
    found: dict[str, Pair] = {}
    for pair in sorted((one for one in pairs if one.declared != "outgoing"), key=lambda pair: -pair.nmi):
        found.setdefault(pair.first, pair)
        found.setdefault(pair.second, pair)
    return found


def _of_tags(tags: dict[str, TagFigures]) -> list[MethodFault]:
    return [fault for tag in tags.values() for fault in tag_method_faults(tag)]


def _notes(pairs: list[Pair], declared: Derivations) -> list[Text]:
    """Declared derivations that the data do not show."""
    v = {frozenset((pair.first, pair.second)): pair.v for pair in pairs}
    weak = [(a, b, v[frozenset((a, b))]) for a, b in declared.pairs() if v.get(frozenset((a, b)), 1.0) < WEAK_V]
    return [
        Text(
            zh=f"{a} 声明源于 {b} 或与其同因，但数据上几乎无关（V {strength:.2f}）。",
            en=f"{a} says it follows from {b}, yet on the data they hardly go together (V {strength:.2f}).",
        )
        for a, b, strength in weak
    ]


def evaluations_folder(home: Home) -> Path:
    """Return the folder of saved evaluations, a file a version."""
    return home.root / "evaluations"


def saved_evaluation(home: Home, version: Version, today: date | None = None) -> Evaluation | None:
    """Return the saved evaluation of a version with its uses and advice as of now, or None where there is none.

    One made by another state of this package's code, or of another version that had the same id, does not count.
    """
    try:
        saved = json.loads((evaluations_folder(home) / f"{version.id}.json").read_text(encoding="utf-8"))
        if saved["key"] != _key(version):
            return None
        found = Evaluation.model_validate_json(json.dumps(saved["evaluation"]))
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None
    return _with_advice(home, found, today)


def evaluate(
    home: Home, version: Version, say: Progress = lambda text: None, today: date | None = None, anew: bool = False
) -> Evaluation:
    """Return the evaluation of a version, made now where none is saved or with ``anew``.

    ``say`` is called with the progress; ``today`` is the day from which idle days are counted, by default the present.
    """
    if not anew and (saved := saved_evaluation(home, version, today)):
        return saved
    made = measure(home, version, say)
    if not any(tag.outcome and tag.outcome.passing for tag in made.tags.values()):
        _save(home, version, made)
    return _with_advice(home, made, today)


def _with_advice(home: Home, found: Evaluation, today: date | None) -> Evaluation:
    """Return the evaluation with what changes from day to day: how tags are used, and the advice."""
    counted, (since, last), day = _uses(home), last_uses(home), today or datetime.now(UTC).date()
    tags, labels = {}, {name: tag.label for name, tag in found.tags.items()}
    for name, tag in found.tags.items():
        used = tag.model_copy(update={"uses": counted.get(name, {})})
        idle = 0 if used.uses.get("saved") else idle_days(name, since, last, day)
        tags[name] = used.model_copy(update={"advice": advise(used, idle, labels)})
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
    saved = saved_expressions(home)
    if not saved:
        return []
    found, catalog = [], current_version(home).catalog()
    for expression in saved.values():
        try:
            rule = parse(expression, catalog, saved)
            found.append({tag for leaf in tag_conditions(rule) if (tag := getattr(leaf, "tag", None))})
        except BadInput:  # it was written for another catalog
            continue
    return found


def _key(version: Version) -> list[str]:
    return [version.manifest["created_at"], _code()]


def _code() -> str:
    """Return a digest of the code that an evaluation is made by."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(rules.__file__)]
    text = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(text).hexdigest()[:16]


def _save(home: Home, version: Version, made: Evaluation) -> None:
    evaluations_folder(home).mkdir(parents=True, exist_ok=True)
    path = evaluations_folder(home) / f"{version.id}.json"
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps({"key": _key(version), "evaluation": made.model_dump(mode="json")}, ensure_ascii=False)
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
