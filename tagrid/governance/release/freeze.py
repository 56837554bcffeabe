"""The check of the whole catalog, and its release: ``taxonomy/releases/X.Y.Z.json``, which never changes."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from tagrid.catalog import (
    CATALOG_FILE,
    RELEASES,
    Catalog,
    column_faults,
    column_labels,
    criterion_remarks,
    edge_remarks,
    example_faults,
    load,
    match_faults,
    placement_remarks,
    restated_faults,
    tags_off,
    theme_faults,
    underived_faults,
    with_rules,
)
from tagrid.catalog.rules import rules
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import replace_text
from tagrid.core.formats import counted
from tagrid.core.overlay import content_file, current_project, own_project, release_prefix
from tagrid.core.text import Text, lines
from tagrid.governance.release.changes import BUMPS, Change, change_line, changes, least, number, step
from tagrid.governance.release.lifecycle import lifecycle_faults, transitions
from tagrid.governance.release.releases import Release, own_releases, released, served_version, working
from tagrid.segments import outgoing_tags, parse, tag_conditions


@dataclass(frozen=True)
class CheckResult:
    """What was checked and found sound; ``remarks`` are no faults: an edge without an example, a stray criterion."""

    tags: int
    values: int
    examples: int
    version: str
    remarks: tuple[Text, ...] = ()


def check(project: Path | None = None) -> CheckResult:
    """Check the project's catalog; ``BadInput`` lists every fault found."""
    catalog = load((project or current_project()) / "taxonomy")
    described = refuse_faults(catalog, project)
    tags, version = catalog.tags.values(), served_version(described, project)
    remarks = [
        *edge_remarks(catalog, rules(project)),
        *criterion_remarks(described, column_labels(project), project),
        *placement_remarks(catalog.tags),
    ]
    values, examples = sum(len(t.values) for t in tags), sum(len(t.examples) for t in tags)
    return CheckResult(len(tags), values, examples, version, tuple(remarks))


def refuse_faults(catalog: Catalog, project: Path | None = None) -> Catalog:
    """Return a loaded catalog with its rules, if it agrees with the SQL; ``BadInput`` lists every fault found."""
    found, described = rules(project), with_rules(catalog, project)
    faults = [
        *theme_faults(catalog, project),
        *match_faults(catalog, found, project),
        *example_faults(catalog, found),
        *restated_faults(catalog, found),
        *_without_source(described),
        *underived_faults(described),
        *column_faults(described, project),
        *_succession_faults(described),
    ]
    if faults:
        head = Text(en=f"{len(faults)} faults in the catalog:", zh=f"标签目录有 {len(faults)} 处错误：")
        raise BadInput(lines(faults if len(faults) == 1 else [head, *faults]))
    return described


def _without_source(described: Catalog) -> list[Text]:
    return [
        Text(
            en=f"{tag.path}: no source column is found below its rule; is a column computed from nothing?",
            zh=f"{tag.path}：其规则之下找不到来源列；是否有列不是由数据算出的？",
        )
        for tag in described.tags.values()
        if tag.rule_sql and not tag.sources
    ]


def _succession_faults(described: Catalog) -> list[Text]:
    """What a value became is a rule over tags in use."""
    faults = []
    for tag in described.all_tags.values():
        for code, rule in tag.successors.items():
            try:
                found = parse(rule, described)
            except BadInput as error:
                faults.append(
                    Text(en=f"{tag.path}: successors.{code}: ", zh=f"{tag.path}：successors.{code}：") + error.text
                )
                continue
            for name in sorted({one.tag for one in tag_conditions(found)} & outgoing_tags(described).keys()):
                faults.append(
                    Text(
                        en=f"{tag.path}: successors.{code}: tag {name} is on its way out itself; name tags in use.",
                        zh=f"{tag.path}：successors.{code}：标签 {name} 本身也将停用，请写在用的标签。",
                    )
                )
    return faults


def release(
    version: str, on: datetime.date, approved_by: str | None = None, project: Path | None = None
) -> tuple[Release, list[Change]]:
    """Freeze the tree as ``version`` and set it in ``catalog.yml``; return the release and what changed.

    ``BadInput`` where the check finds faults, the version exists, goes backwards or is too small for the changes, or a
    tag took a step in its life that is not allowed. Nothing is written then.
    """
    root = own_project(project)
    prefix = release_prefix(root)
    version = prefix + version.removeprefix(prefix)
    number(version.removeprefix(prefix))
    check(root)
    newest = _newest_before(version, root)
    old = released(newest, root) if newest else None
    new = working(root).model_copy(update={"version": version})
    found = changes(old, new) if old else []
    if old and newest:
        _refuse_steps(_without(old, tags_off(root)), new)
        _refuse_too_small(newest, version, found)
    frozen = Release(
        version=version,
        released_on=on,
        approved_by=approved_by,
        follows=newest,
        transitions=transitions(old, new),
        catalog=new,
    )
    _write(frozen, root)
    return frozen, found


def _without(old: Catalog, off: tuple[str, ...]) -> Catalog:
    """Return a catalog without the tags that the project has switched off since: that is no step in their life."""
    return old.model_copy(update={"tags": {name: tag for name, tag in old.tags.items() if name not in off}})


def _newest_before(version: str, root: Path) -> str | None:
    known = own_releases(root)
    if version in known:
        raise BadInput(
            en=f"Version {version} is released already, and a release never changes; the newest is {known[-1]}.",
            zh=f"版本 {version} 已发布，发布后不再改变；最新的是 {known[-1]}。",
        )
    if known and number(version) < number(known[-1]):
        raise BadInput(
            en=f"Version {version} goes backwards: {known[-1]} is released; choose a greater one.",
            zh=f"版本 {version} 低于已发布的 {known[-1]}，请选择更高的版本号。",
        )
    return known[-1] if known else None


def _refuse_steps(old: Catalog, new: Catalog) -> None:
    if faults := lifecycle_faults(old, new):
        head = Text(
            en=f"{counted(len(faults), 'tag')} took a step that is not allowed:",
            zh=f"{len(faults)} 个标签的状态变更不合规定：",
        )
        raise BadInput(lines([head, *faults]))


def _refuse_too_small(newest: str, version: str, found: list[Change]) -> None:
    size = BUMPS.index(step(newest, version))
    more = [change for change in found if BUMPS.index(change.bump) > size]
    if more:
        fit = least(newest, more[0].bump)
        head = Text(
            en=f"Version {version} is too small for what changed since {newest}; it must be at least {fit}:",
            zh=f"自 {newest} 以来的变更不能只发布为 {version}，至少应为 {fit}：",
        )
        raise BadInput(lines([head, *(f"{change.bump}: {change_line(change)}" for change in more)]))


def _write(frozen: Release, root: Path) -> None:
    """Set the version first, write the release last: cut off in between, the same command completes it."""
    folder, shown = root / "taxonomy", content_file(f"taxonomy/{CATALOG_FILE}", root)
    about, target = folder / CATALOG_FILE, folder / RELEASES / f"{frozen.version}.json"
    text = re.sub(r"(?m)^(version:\s*)\S+", rf"\g<1>{frozen.version}", shown.read_text(encoding="utf-8"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_text(about, text, target.parent)
        replace_text(target, frozen.model_dump_json(indent=1) + "\n", target.parent)
    except OSError as error:
        raise TagridError(
            en=f"The release cannot be written: {error}. Run the same command again.",
            zh=f"无法写入目录发布：{error}。请再次运行同一命令。",
        ) from None
