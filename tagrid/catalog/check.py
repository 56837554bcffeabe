"""The whole check of the catalog from its files alone: structure, match with the SQL, examples, lineage."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from tagrid.catalog.described import with_rules
from tagrid.catalog.examples import example_faults
from tagrid.catalog.files import load
from tagrid.catalog.match import match_faults
from tagrid.catalog.model import SUBJECTS, Catalog
from tagrid.catalog.restated import restated_faults
from tagrid.catalog.rules import rules
from tagrid.errors import BadInput, Told, lines
from tagrid.home import PROJECT


@dataclass(frozen=True)
class Checked:
    """What was checked and found sound."""

    tags: int
    values: int
    examples: int
    version: str


def check(project: Path = PROJECT) -> Checked:
    """Check the project's catalog; ``BadInput`` lists every fault found."""
    from tagrid.catalog.release.working import served_version

    catalog = load(project / "taxonomy")
    found, described = rules(project), with_rules(catalog, project)
    faults = [
        *theme_faults(catalog, project),
        *match_faults(catalog, found, project),
        *example_faults(catalog, found),
        *restated_faults(catalog, found),
        *_groundless(described),
    ]
    if faults:
        head = Told(f"{len(faults)} faults in the catalog:", f"标签目录有 {len(faults)} 处错误：")
        raise BadInput(lines(faults if len(faults) == 1 else [head, *faults]))
    tags, version = catalog.tags.values(), served_version(described, project)
    return Checked(len(tags), sum(len(t.values) for t in tags), sum(len(t.examples) for t in tags), version)


def theme_faults(catalog: Catalog, project: Path = PROJECT) -> list[str]:
    """Return a line for each theme whose model ``dbt_project.yml`` does not list, or lists without tags."""
    listed = YAML(typ="safe").load(project / "dbt_project.yml").get("vars", {}).get("themes", {})
    faults = []
    for subject in SUBJECTS:
        has, lists = {tag.theme for tag in catalog.of(subject)}, set(listed.get(subject) or [])
        faults += [f"dbt_project.yml: `themes` of {subject} lacks {theme}; add it." for theme in sorted(has - lists)]
        faults += [f"dbt_project.yml: `themes` of {subject} lists {t}, which has no tags." for t in sorted(lists - has)]
    return faults


def _groundless(described: Catalog) -> list[str]:
    return [
        f"{tag.path}: no source column is found below its rule; is a column computed from nothing?"
        for tag in described.tags.values()
        if tag.rule_sql and not tag.sources
    ]
