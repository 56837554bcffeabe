"""Where files are: the project (content, in git) and the home (data and state, outside it)."""

from dataclasses import dataclass
from pathlib import Path

from tagrid.core.errors import BadInput
from tagrid.core.overlay import own_project
from tagrid.core.settings import settings


@dataclass(frozen=True)
class Home:
    """The folders of one installation, all under ``root`` (``TAGRID_HOME``, by default ``var/``)."""

    root: Path

    @property
    def landing(self) -> Path:
        """Typed Parquet as it arrived: ``landing/<system>/<table>/period=<first of month|all>/``."""
        return self.root / "landing"

    @property
    def quarantine(self) -> Path:
        """Rows that were refused, one folder a delivery."""
        return self.root / "quarantine"

    @property
    def warehouse(self) -> Path:
        """The dbt database between refreshes."""
        return self.root / "warehouse" / "warehouse.duckdb"

    @property
    def work(self) -> Path:
        """What is being made and not yet in force; safe to delete when nothing runs."""
        return self.root / "work"

    @property
    def versions(self) -> Path:
        """Published versions, one immutable folder each."""
        return self.root / "versions"

    @property
    def pointer(self) -> Path:
        """The file that names the version in force."""
        return self.root / "current"

    @property
    def models(self) -> Path:
        """Trained models, ``models/<score>/<model_id>/``."""
        return self.root / "models"

    @property
    def state_url(self) -> str:
        """Database URL of saved segments, run ledger and audit log."""
        return settings().state_url or f"sqlite:///{self.root / 'state.db'}"

    @property
    def lock(self) -> Path:
        """Lock file that every writer of this home takes."""
        return self.root / "lock"


def home() -> Home:
    """Return the home that the settings name, by default ``var/`` in the project; ``BadInput`` outside of a project."""
    root = (settings().home or own_project() / "var").resolve()
    if "," in str(root):
        raise BadInput(
            en=f"{root}: the path of a home holds no comma; name another folder in TAGRID_HOME.",
            zh=f"{root}：数据目录的路径不能含逗号；请用 TAGRID_HOME 指定另一目录。",
        )
    return Home(root)
