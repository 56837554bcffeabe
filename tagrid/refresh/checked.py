"""The catalog as it stands, before anything is published: it is checked when it, or the engine, is another than before.

A version was published after the check, and its fingerprint says of which catalog: an unchanged one costs nothing.
"""

from tagrid.catalog import Catalog, load
from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.governance.release import refuse_faults
from tagrid.published import Version
from tagrid.refresh.due import CHECKED, content_parts

_HEAD = Text(
    en="Nothing was published, as the catalog is at fault; `tagrid catalog check` checks it again.\n",
    zh="标签目录有错，未发布；改正后可用 `tagrid catalog check` 再查。\n",
)

_NOTE = Text(
    en="`tagrid refresh` would publish nothing, as the catalog is at fault.\n",
    zh="标签目录有错，`tagrid refresh` 将不会发布。\n",
)


def check_changed(catalog: Catalog, now: dict, last: Version | None) -> None:
    """Raise BadInput with every fault of ``tagrid catalog check``, unless ``last`` was made from the same files.

    ``now`` is the fingerprint of the files, or the parts of it that a check depends on.
    """
    if not is_published(now, last):
        try:
            refuse_faults(catalog)
        except BadInput as fault:
            raise BadInput(_HEAD + fault.text) from None


def would_be_refused(version: Version) -> Text | None:
    """Return why a refresh would publish nothing of the catalog as it stands now; None where it would."""
    if is_published(content_parts(), version):
        return None
    try:
        refuse_faults(load())
    except BadInput as fault:
        return _NOTE + fault.text
    return None


def is_published(now: dict, last: Version | None) -> bool:
    """Whether ``last`` was made of the files whose fingerprint is ``now``: taxonomy, SQL, scores and the engine."""
    before = last.manifest.get("fingerprint", {}) if last else {}
    return all(now[part] == before.get(part) for part in CHECKED)
