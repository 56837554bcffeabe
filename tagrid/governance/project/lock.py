"""``tagrid.lock``: what the reference content was when a project was last brought up to an engine, as digests."""

import json
from pathlib import Path

from pydantic import ValidationError

from tagrid.catalog import Strict, Tag, short_digest
from tagrid.core.errors import BadInput
from tagrid.core.files import replace_text
from tagrid.core.overlay import REFERENCE, content, engine_version
from tagrid.governance.release import working

LOCK = "tagrid.lock"

# What a project may lay a file over.
OVERLAID = (
    ("taxonomy", "*.yml"),
    ("dbt_project", "*.sql"),
    ("dbt_project", "*.py"),
    ("dbt_project", "*.yml"),
    ("dbt_project", "*.csv"),
    ("models_ml", "[a-z]*.py"),
    ("expectations", "[a-z]*.py"),
    ("calendars", "[a-z]*.*"),
    ("app", "*.yml"),
)


class TagDigests(Strict):
    """One reference tag: its rule and values, what lies below its rule, and its words."""

    meaning: str
    computed: str
    words: str


class Lock(Strict):
    """The engine's version, its tags and files; ``overrides``: the original of each own file as it was copied."""

    engine: str
    tags: dict[str, TagDigests]
    files: dict[str, str]
    overrides: dict[str, str]


def reference_lock() -> Lock:
    """Return what the reference content of this engine is."""
    catalog = working(REFERENCE)
    tags = {name: _digests(tag) for name, tag in sorted(catalog.tags.items())}
    return Lock(engine=engine_version(), tags=tags, files=file_digests(REFERENCE), overrides={})


def _digests(tag: Tag) -> TagDigests:
    words = tag.model_dump(mode="json", include={"label", "definition", "values", "criterion", "owner", "status"})
    meaning = [tag.rule_sql, list(tag.codes), tag.criterion.as_dict()]
    return TagDigests(meaning=_digest(meaning), computed=_digest(tag.below), words=_digest(words))


def _digest(data: object) -> str:
    return short_digest(json.dumps(data, ensure_ascii=False, sort_keys=True))


def file_digests(root: Path) -> dict[str, str]:
    """Return the digest of every file of one folder that content may be laid over, by its path."""
    found = {name: path for folder, kind in OVERLAID for name, path in content(folder, kind, project=root).items()}
    return {
        name: short_digest(path.read_bytes())
        for name, path in sorted(found.items())
        if path.is_relative_to(root) and not name.startswith("taxonomy/releases/")
    }


def own_overrides(root: Path, lock: Lock) -> dict[str, str]:
    """Return the project's own files that lie over a reference file, each with the digest of its original."""
    own = {path.relative_to(root).as_posix() for folder, kind in OVERLAID for path in (root / folder).rglob(kind)}
    return {name: lock.files[name] for name in sorted(own) if name in lock.files}


def read_lock(root: Path) -> Lock:
    """Return a project's lock; ``BadInput`` where there is none or it cannot be read."""
    path = root / LOCK
    try:
        return Lock.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(
            en=f"{path} is not there: it says which engine the project was last brought up to. "
            "Restore it from git, or accept this engine with `tagrid upgrade`.",
            zh=f"缺少 {path}：其中记录项目最近一次适配的引擎。请从 git 恢复，或用 `tagrid upgrade` 接受当前引擎。",
        ) from None
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise BadInput(
            en=f"{path} cannot be read: {first}. Restore it from git, or write it anew with `tagrid upgrade`.",
            zh=f"无法读取 {path}：{first}。请从 git 恢复，或用 `tagrid upgrade` 重新生成。",
        ) from None


def write_lock(root: Path) -> Lock:
    """Write the lock of this engine, with the originals of the project's overrides as they are now."""
    now = reference_lock()
    lock = now.model_copy(update={"overrides": own_overrides(root, now)})
    replace_text(root / LOCK, lock.model_dump_json(indent=1) + "\n")
    return lock


def record_originals(root: Path, names: list[str]) -> None:
    """Note in the lock which originals some files were copied from."""
    lock = read_lock(root)
    now = {name: short_digest((REFERENCE / name).read_bytes()) for name in names}
    written = lock.model_copy(update={"overrides": dict(sorted((lock.overrides | now).items()))})
    replace_text(root / LOCK, written.model_dump_json(indent=1) + "\n")
