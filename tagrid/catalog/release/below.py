"""What a tag is computed from below its rule, as one digest a model: a rule that stands may still give other values.

A column's digest covers the SQL it comes from and no other: its expression, the rows it is taken over (from,
where, group by, joins), and so on down to staging; then the code of scores, the bytes of seeds, the text of
macros. What another column of the same model needs is left out, so that a number added for a new tag changes
nothing of the old ones; a left join that only adds columns is left out with them, as every model's key is
tested. So is what decides the rows of a dimension: who there is concerns the population, and no one tag.
Comments, layout and the case of keywords do not count; a renamed step does.

Digests are of the text sqlglot writes: an upgrade of sqlglot may change them all at once.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from tagrid.catalog.lineage import ENDS, lineage
from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.release.code import python_parts
from tagrid.catalog.release.parts import ALL, NOTHING, ROWS, Part, SqlParts, together
from tagrid.catalog.rules import PREFIX
from tagrid.catalog.sql import models, seeds
from tagrid.home import PROJECT


def with_below(catalog: Catalog, project: Path = PROJECT) -> Catalog:
    """Return the catalog with the digests of what lies below each served tag's rule, by model."""
    found = _below(project, _state(project))

    def read_off(tag: Tag) -> Tag:
        return tag.model_copy(update={"below": found.digests(f"{PREFIX}{tag.theme}", tag.name)})

    tags = {name: read_off(tag) if tag.rule_sql else tag for name, tag in catalog.tags.items()}
    return catalog.model_copy(update={"tags": tags})


def meaning(columns: Iterable[tuple[str, str]], project: Path = PROJECT) -> str:
    """Return one digest of how these columns, (model, column), are computed: two of them differ when a number may."""
    found = _below(project, _state(project))
    told = (f"{model}.{column} {found.digests(model, column)}" for model, column in columns)
    return digest("\n".join(sorted(told)))


def digest(text: str | bytes) -> str:
    """Return 8 hex digits of the sha256 of a text."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:8]


def _state(project: Path) -> tuple:
    """Return what tells one state of the files from another."""
    files = [*models(project).values(), *seeds(project).values(), *(project / "models_ml").glob("*.py")]
    files += (project / "dbt_project/macros").glob("*.sql")
    return tuple((str(path), path.stat().st_mtime_ns) for path in files)


@cache
def _below(project: Path, _state: tuple) -> "_Below":
    return _Below(project)


class _Below:
    """One state of the project's files; each model is read once."""

    def __init__(self, project: Path) -> None:
        self.project, self.known = project, lineage(project)
        self.models, self.seeds = models(project), seeds(project)
        self._parts: dict[str, dict[str, Part]] = {}

    def digests(self, model: str, column: str) -> dict[str, str]:
        """Return a digest for every model that a column comes from, its own included, by the model's name."""
        seen, ahead = set(), [(model, column), (model, ROWS)]
        texts: dict[str, frozenset[str]] = {}
        while ahead:
            address = ahead.pop()
            if address in seen or address[0] in ENDS:
                continue
            seen.add(address)
            part = self._part(*address)
            if part.texts:
                texts[address[0]] = texts.get(address[0], frozenset()) | part.texts
            ahead += part.reads
        return {name: digest("\n".join(sorted(texts[name]))) for name in sorted(texts)}

    def _part(self, relation: str, column: str) -> Part:
        if relation not in self._parts:
            self._parts[relation] = self._read(relation)
        parts = self._parts[relation]
        if column == ALL:
            return together(parts.values())
        return parts.get(column, parts.get(ROWS, NOTHING))

    def _read(self, relation: str) -> dict[str, Part]:
        if path := self.seeds.get(relation):
            return {ROWS: Part(frozenset({path.read_text(encoding="utf-8")}))}
        path = self.models.get(relation)
        if path is None:  # a table of the sources
            return {}
        if path.suffix == ".py":
            text, reads = python_parts(path, self.project)
            return {ROWS: Part(frozenset({text}), frozenset(reads))}
        return SqlParts(path, self.project, self.known).columns()
