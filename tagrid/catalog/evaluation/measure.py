"""What is measured of a version: associations, conditions, stability and outcomes, and the faults that follow."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import perf_counter

import numpy as np

from tagrid.catalog import Catalog, Label, Tag
from tagrid.catalog.evaluation import faults
from tagrid.catalog.evaluation.associations import (
    LEAST_CUSTOMERS,
    LEAST_OF_VALUE,
    cramers_v,
    entropy,
    filled,
    normalised_information,
    tables,
)
from tagrid.catalog.evaluation.declared import Declared
from tagrid.catalog.evaluation.missing import never_delivered
from tagrid.catalog.evaluation.model import Evaluation, Fault, Pair, TagFigures, ValueFigures
from tagrid.catalog.evaluation.outcome import outcome, score_of
from tagrid.catalog.evaluation.stability import stability
from tagrid.catalog.evaluation.tried import Tried, themes, tried
from tagrid.catalog.model import UNKNOWN
from tagrid.home import Home
from tagrid.refresh.versions import Version
from tagrid.segments import SegmentIndex

Say = Callable[[str], None]
# Below a tenth, less than a hundredth of the possible chi2 is there.
WEAK_V = 0.1


def measure(home: Home, version: Version, say: Say) -> Evaluation:
    """Return the evaluation of a version without its uses and the advice; ``say`` hears each part begin."""
    catalog, index, clock = version.catalog(), version.index(), _Clock(say)
    with clock("associations"):
        pairs = associations(index, Declared(catalog))
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
        faults=(*_of_tags(tags), *filter(None, map(faults.of_pair, pairs))),
        notes=tuple(_notes(pairs, Declared(catalog))),
        seconds=clock.seconds,
    )


class _Clock:
    """Tells and measures the parts of an evaluation."""

    def __init__(self, say: Say) -> None:
        self._say, self.seconds = say, {}

    @contextmanager
    def __call__(self, part: str) -> Generator[None]:
        self._say(part)
        began = perf_counter()
        yield
        self.seconds[part] = round(perf_counter() - began, 3)


def associations(index: SegmentIndex, declared: Declared) -> list[Pair]:
    """Return every pair of tags of one subject that enough customers are known in, the strongest first."""
    found = [
        pair
        for subject in index.subjects
        for names, table in tables(index, subject).items()
        if (pair := _pair(*names, table))
    ]
    v = {frozenset((pair.first, pair.second)): pair.v for pair in found}
    said = [
        pair.model_copy(update={"declared": declared.between(pair.first, pair.second, pair.nmi, v)}) for pair in found
    ]
    return sorted(said, key=lambda pair: (-pair.v, -pair.nmi, pair.first, pair.second))


def _pair(first: str, second: str, table: np.ndarray) -> Pair | None:
    customers, frequent = int(table.sum()), filled(table, LEAST_OF_VALUE)
    if frequent.sum() < LEAST_CUSTOMERS or min(frequent.shape) < 2:
        return None
    v, nmi = round(cramers_v(frequent), 4), round(normalised_information(table), 4)
    return Pair(first=first, second=second, customers=customers, v=v, nmi=nmi)


def conditions(version: Version, catalog: Catalog, index: SegmentIndex) -> dict[str, Tried]:
    """Return what came of trying each tag's rule on what the version holds of its inputs."""
    landed = frozenset(version.manifest.get("fingerprint", {}).get("landed", {}))
    with version.connect() as con:
        known = themes(con)
        return {
            name: tried(
                con,
                tag,
                known.get(tag.theme),
                index.subjects[tag.subject]["customers"],
                never_delivered(tag, landed) if landed else lambda _: (),
            )
            for name, tag in catalog.tags.items()
        }


def _figures(tag: Tag, index: SegmentIndex, done: Tried) -> TagFigures:
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
    for pair in sorted(pairs, key=lambda pair: -pair.nmi):
        found.setdefault(pair.first, pair)
        found.setdefault(pair.second, pair)
    return found


def _of_tags(tags: dict[str, TagFigures]) -> list[Fault]:
    return [fault for tag in tags.values() for fault in faults.of_tag(tag)]


def _notes(pairs: list[Pair], declared: Declared) -> list[Label]:
    """Declared derivations that the data do not show."""
    v = {frozenset((pair.first, pair.second)): pair.v for pair in pairs}
    weak = [(a, b, v[frozenset((a, b))]) for a, b in declared.pairs() if v.get(frozenset((a, b)), 1.0) < WEAK_V]
    return [
        Label(
            zh=f"{a} 声明源于 {b}，但数据上几乎无关（V {strength:.2f}）。",
            en=f"{a} says it derives from {b}, yet on the data they hardly go together (V {strength:.2f}).",
        )
        for a, b, strength in weak
    ]
