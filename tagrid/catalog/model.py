"""The catalog as objects: classes (levels 1 to 3), concept tags (level 4) and their values (level 5)."""

import datetime
import json
import re
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.text import Text, nearest

NonEmptyStr = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

Scalar = Annotated[bool | int | float | datetime.date | str | None, Field(union_mode="left_to_right")]

SUBJECTS = ("power_customer", "non_power_customer")

DIMENSIONS = ("attributes", "behaviour", "psychology")

# How often a tag is computed, the most often first.
Cadence = Literal["daily", "weekly", "monthly", "yearly"]
CADENCES: tuple[Cadence, ...] = get_args(Cadence)

UNKNOWN = "unknown"

UNKNOWN_LABEL = Text(zh="未知", en="Unknown")

# In a rule of the segments' language, the tag that a condition is on; a number stands behind its theme and a point.
_CONDITION_ON = re.compile(r"(?<![.\w])([a-z]\w*)\s*(?:!?=|(?:not\s+)?in\b|is\b)")


class Strict(BaseModel):
    """Every field required, no other accepted, no value quietly turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Example(Strict):
    """An edge of the rule: the columns it reads (one left out is null) and the value they give."""

    given: dict[str, Scalar]
    gives: NonEmptyStr


class Approval(Strict):
    """The owner's approval of a tag's state."""

    status: Literal["active", "deprecated", "retired"]
    by: NonEmptyStr
    date: datetime.date


class ClassText(Strict):
    """The content of a ``_class.yml``."""

    label: Text
    definition: Text
    criterion: Text
    order: int


class TagClass(ClassText):
    """A class of level 1, 2 or 3; ``path`` is its class chain, ``power_customer/behaviour/payment``."""

    path: str

    @property
    def level(self) -> int:
        """1 for a subject, 2 for a dimension, 3 for a theme."""
        return self.path.count("/") + 1


class TagText(Strict):
    """The content of a tag's file; its place in the classification is the file's path."""

    label: Text
    requirement: Text
    definition: Text
    criterion: Text
    method: Literal["rule", "statistic", "model"]
    values: Annotated[dict[str, Text], Field(min_length=2)]
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]
    # Whether its values' conditions exclude one another by themselves (ordered thresholds of one number do), or
    # several may hold and the first in the rule is the dominant one.
    precedence: Literal["exclusive", "ordered"]
    # The tags it is computed with: they share a source column. Every pair of tags that is neither here nor below must
    # be independent on the data.
    derived_from: tuple[str, ...]
    # Tags it goes with though no data are shared, by name: the cause both follow from.
    related_to: dict[str, Text] = {}
    # Whether its values are those of a regulation or a national standard: advice to merge or split them is idle.
    statutory: bool = False
    # The values that answer nothing and say that the criterion does not apply: a household is no business. Whether
    # the tag is independent of another is measured on the customers to whom both apply.
    not_applicable: tuple[str, ...] = ()
    # The tag of the same theme that it divides further by another criterion: a sub-facet stands below its facet.
    sub_facet_of: str | None = None
    # Of psychology: whether the customer stated it, an act shows it, or it is inferred from other acts.
    evidence: Literal["stated", "observed", "inferred"] | None = None
    # Why it stands in its dimension and not in another.
    placement: Text | None = None
    cadence: Cadence
    owner: NonEmptyStr
    sensitivity: Literal["public", "internal", "restricted"]
    status: Literal["draft", "active", "deprecated", "retired"]
    # Of every tag but a draft: the owner's approval of its present state.
    approval: Approval | None = None
    # Only a deprecated or retired tag names what replaces it.
    successor: str | None = None
    # In its place, where a tag was divided: of each value the rule over other tags, in the segments' language, that it
    # became. A tag in use names here the values it no longer has.
    successors: dict[str, NonEmptyStr] = {}


class Tag(TagText):
    """A concept tag at its place; the fields from ``rule_sql`` on are read off SQL and data."""

    name: str
    subject: str
    dimension: str
    theme: str
    path: str
    # A file must have these two; catalogs that were published before they existed are read all the same.
    precedence: Literal["exclusive", "ordered"] = "exclusive"
    derived_from: tuple[str, ...] = ()
    rule_sql: str | None = None
    inputs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    # The path between the two: each input with the model that gives it, and the source columns it comes from.
    pedigree: dict[str, tuple[str, ...]] = {}
    # Of each model its rule rests on: a digest of the part that the tag is computed from.
    below: dict[str, str] = {}
    available: bool = True
    reason: Text | None = None
    # What is to be known of the score its values rest on: no model, a damaged or stale one, inputs that drifted.
    caution: Text | None = None
    counts: dict[str, int] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """Every value a customer may have, in order; ``unknown`` comes last."""
        return (*self.values, UNKNOWN)

    @property
    def chain(self) -> tuple[str, str, str]:
        """Paths of the classes above the tag, the subject first."""
        subject, dimension = self.subject, f"{self.subject}/{self.dimension}"
        return subject, dimension, f"{dimension}/{self.theme}"

    @property
    def is_outgoing(self) -> bool:
        """Whether it is retired, or will be."""
        return self.status in ("deprecated", "retired")

    @property
    def succeeded_by(self) -> tuple[str, ...]:
        """The tags that take its place, in the order they are named."""
        named = [name for rule in self.successors.values() for name in _CONDITION_ON.findall(rule)]
        return tuple(dict.fromkeys(([self.successor] if self.successor else []) + named))

    @property
    def source_tables(self) -> tuple[str, ...]:
        """The source tables it is computed from, ``system.table``."""
        return tuple(dict.fromkeys(".".join(column.split(".")[:2]) for column in self.sources))

    @property
    def is_served(self) -> bool:
        """Whether customers have a value of it; a draft has none yet, a retired tag none any more."""
        return self.status in ("active", "deprecated")

    def value_label(self, code: str) -> Text:
        """Return the label of a value; ``BadInput`` names the nearest when there is none."""
        if code == UNKNOWN:
            return UNKNOWN_LABEL
        if code not in self.values:
            hint = nearest(code, self.codes)
            raise BadInput(
                en=f"{self.name} has no value {code!r}.{hint}", zh=f"标签 {self.name} 没有取值“{code}”。{hint.zh}"
            )
        return self.values[code]


class Catalog(Strict):
    """The whole tree. Customers have values of ``tags``; drafts and retired tags lie in ``shelved``."""

    version: str
    classes: dict[str, TagClass]
    tags: dict[str, Tag]
    shelved: dict[str, Tag] = {}

    @property
    def all_tags(self) -> dict[str, Tag]:
        """Served and shelved tags, by name."""
        return self.tags | self.shelved

    def tag(self, name: str) -> Tag:
        """Return the tag of that name; ``BadInput`` names the nearest when there is none."""
        found = self.tags.get(name) or self.shelved.get(name)
        if found is None:
            hint = nearest(name, tuple(self.tags))
            raise BadInput(en=f"No tag {name!r} in the catalog.{hint}", zh=f"标签目录中没有标签“{name}”。{hint.zh}")
        return found

    def of(self, subject: str) -> list[Tag]:
        """Return the served tags of a subject in tree order."""
        return [tag for tag in self.tags.values() if tag.subject == subject]

    def children(self, path: str = "") -> list[TagClass]:
        """Return the classes directly under ``path`` in order; the subjects when it is empty."""
        return [c for c in self.classes.values() if c.path.rpartition("/")[0] == path]

    def to_json(self) -> str:
        """Return the catalog as JSON text; ``from_json`` reads it back unchanged."""
        return self.model_dump_json(indent=1)

    @classmethod
    def from_json(cls, text: str | bytes | dict) -> "Catalog":
        """Read what ``to_json`` or ``describe`` wrote; ``TagridError`` where it is no catalog of this tagrid."""
        try:
            return cls.model_validate_json(json.dumps(text) if isinstance(text, dict) else text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the whole text"
            raise TagridError(
                en=f"The catalog cannot be read, at {where}: {first['msg']}. Another version of tagrid wrote it, or it "
                "is damaged; make it anew with this one.",
                zh=f"无法读取标签目录（{where}：{first['msg']}）：由另一版本的 tagrid 写成，或已损坏；请重新生成。",
            ) from None
