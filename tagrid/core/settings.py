"""The typed settings, each with its source: the project's ``tagrid.toml``, the environment (``TAGRID_…``), flags."""

import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from tagrid.core.errors import BadInput
from tagrid.core.overlay import MARKER, current_project, declared
from tagrid.core.text import Lang, Text, nearest

PREFIX = "TAGRID_"

# What stands in `tagrid.toml` alone: it says what the project is.
IDENTITY = ("name", "engine", "extends", "regulation")

# What flags of the command line set, by field; the strongest source.
FLAGS: dict[str, Any] = {}


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write one like Asia/Shanghai") from None
    return name


def _language(value: Any) -> Any:
    """Take zh_CN.UTF-8 for zh, as locales are written; everything else that is no language for English."""
    text = str(value).casefold()
    return "zh" if text.startswith("zh") else "en"


def _only_one(value: Any) -> bool:
    """A right is given by 1 or true alone, never by a slip."""
    return value is True or str(value).strip() == "1"


class Regulation(BaseModel):
    """What the regulator asks of notices of planned outages and of repairs; tags and documents measure against it.

    A crew is on site within 45 minutes in towns, 90 in the country and 2 hours in remote areas: item 3 of the ten
    promises of service of State Grid (供电服务“十项承诺”, 2022), which are of the mean and taken here for each repair.
    ``arrival_minutes`` is that of towns and of an area not known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notice_days: Annotated[int, Field(ge=0)] = 2
    second_notice_hours: Annotated[int, Field(ge=0)] = 12
    notice_hours: Annotated[int, Field(ge=0)] = 24
    call_minutes: Annotated[int, Field(ge=0)] = 30
    arrival_minutes: Annotated[int, Field(ge=1)] = 45
    arrival_minutes_rural: Annotated[int, Field(ge=1)] = 90
    arrival_minutes_remote: Annotated[int, Field(ge=1)] = 120

    def arrival_limit(self, area: str | None) -> int:
        """Return the minutes within which a crew is to be on site in a kind of area; one not known counts as urban."""
        return {"rural": self.arrival_minutes_rural, "remote": self.arrival_minutes_remote}.get(
            area or "", self.arrival_minutes
        )


class Settings(BaseSettings):
    """Every setting of the engine. An empty variable of the environment counts as not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", description="Name of the project.")] = "tagrid"
    engine: Annotated[
        str | None, Field(description="Version of the engine that the project was last brought up to.")
    ] = None
    extends: Annotated[Literal["reference"] | None, Field(description="What lies below the project's own content.")] = (
        None
    )
    time_zone: Annotated[str, AfterValidator(_known_zone), Field(description="Time zone that days are counted in.")] = (
        "Asia/Shanghai"
    )
    currency: Annotated[
        str, Field(pattern=r"^[A-Z]{3}$", description="Currency of amounts: its words, no conversion.")
    ] = "CNY"
    languages: Annotated[
        tuple[Lang, ...], Field(min_length=1, description="Languages of the app; it opens in the first.")
    ] = ("zh", "en")
    regulation: Annotated[Regulation, Field(description="What the regulator asks of notices and repairs.")] = (
        Regulation()
    )
    lang: Annotated[Lang, BeforeValidator(_language), Field(description="Language of the command line's messages.")] = (
        "en"
    )
    home: Annotated[Path | None, Field(description="Folder of data and versions; by default var in the project.")] = (
        None
    )
    state_url: Annotated[str | None, Field(description="Database of saved segments, runs and audit; else a file.")] = (
        None
    )
    export_root: Annotated[
        Path | None, Field(description="Folder that exported lists stay under; else in the home.")
    ] = None
    user: Annotated[
        str, Field(max_length=100, description="Who works here, by name: recorded with what is saved or exported.")
    ] = ""
    show_restricted: Annotated[
        bool, BeforeValidator(_only_one), Field(description="Whether everyone here may see restricted tags.")
    ] = False
    now: Annotated[
        datetime | None, Field(description="The moment taken for the present, in tests and rehearsals; else the clock.")
    ] = None
    log_json: Annotated[bool, Field(description="Whether logs are written as JSON lines on standard error.")] = False
    log_file: Annotated[Path | None, Field(description="File that logs are appended to, each line with its time.")] = (
        None
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then the project's file."""
        return init_settings, _Environment(settings_cls), _ProjectFile(settings_cls)


class _Environment(EnvSettingsSource):
    """The variables ``TAGRID_…`` but those of what a project is."""

    def __call__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__call__().items() if name not in IDENTITY}


class _ProjectFile(PydanticBaseSettingsSource):
    """``tagrid.toml`` of the current project; a folder in it is meant from the project's root."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """Return one field's value, its name, and that it is not to be parsed."""
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        root = current_project()
        found = dict(declared(root))
        for name in ("home", "export_root", "log_file"):
            if isinstance(found.get(name), str):
                found[name] = root / found[name]
        return found


@dataclass(frozen=True)
class SettingSource:
    """One setting as it is in force: its value as text, what set it, and what it is for."""

    name: str
    value: str
    source: str
    about: str


def settings() -> Settings:
    """Return the settings in force; ``BadInput`` names the first that cannot be read, and where it is set."""
    variables = tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith(PREFIX)))
    root = current_project()
    return _settings(root, repr(declared(root)), variables, tuple(sorted(FLAGS.items())))


@lru_cache(maxsize=8)
def _settings(root: Path, _declared: str, _variables: tuple, flags: tuple[tuple[str, Any], ...]) -> Settings:
    try:
        return Settings(**dict(flags))
    except ValidationError as error:
        first = error.errors()[0]
        place = [str(part) for part in first["loc"]]
        raise BadInput(_fault(place, first["type"], first["msg"].removeprefix("Value error, "), root)) from None


def _fault(place: list[str], kind: str, why: str, root: Path) -> Text:
    name = ".".join(place)
    where = _source(place[0], root) or str(root / MARKER)
    if kind == "extra_forbidden":
        hint = nearest(place[-1], _known(place))
        return Text(
            en=f"{where}: there is no setting {name!r}.{hint.en}", zh=f"{where}：没有名为 {name} 的设置。{hint.zh}"
        )
    return Text(en=f"{where}: {name} cannot be read: {why}.", zh=f"{where}：无法读取 {name}：{why}。")


def _known(place: list[str]) -> list[str]:
    return list((Regulation if place[0] == "regulation" else Settings).model_fields)


def _source(name: str, root: Path) -> str:
    """Return what sets a field: a flag, a variable, the project's file; empty where it has its default."""
    variable = f"{PREFIX}{name.upper()}"
    if name in FLAGS:
        return f"--{name.replace('_', '-')}"
    if name not in IDENTITY and os.environ.get(variable):
        return variable
    return str(root / MARKER) if name in declared(root) else ""


def setting_sources() -> list[SettingSource]:
    """Return every setting in force with what set it; a password in a database's address is not shown."""
    found, root = settings(), current_project()
    return [
        SettingSource(
            name, _shown(name, getattr(found, name)), _source(name, root) or "default", field.description or ""
        )
        for name, field in Settings.model_fields.items()
    ]


def _shown(name: str, value: Any) -> str:
    if name == "state_url" and value:
        return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", value)
    if isinstance(value, BaseModel):
        return ", ".join(f"{key} {one}" for key, one in value.model_dump().items())
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def chosen_language() -> Lang:
    """Return the language of the command line."""
    return settings().lang


def now() -> datetime:
    """Return the present in the project's time zone: that of the clock, or the moment that the setting ``now`` names.

    Whatever is measured against the clock asks here; the state database alone keeps the true time of what was done.
    """
    found = settings()
    if found.now is None:
        return datetime.now(found.zone)
    return found.now.astimezone(found.zone) if found.now.tzinfo else found.now.replace(tzinfo=found.zone)


def today() -> date:
    """Return the day it is in the project's time zone."""
    return now().date()
