"""A tag in the making: what somebody has said of it in five steps; any field may still be empty."""

from dataclasses import dataclass, field
from typing import Any

from tagrid.catalog.model import Example, Label
from tagrid.catalog.workshop.new import Place


@dataclass(frozen=True)
class Words:
    """One text in both languages, either of which may be empty yet."""

    zh: str = ""
    en: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether both languages are there."""
        return bool(self.zh.strip() and self.en.strip())

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``, as a Label does."""
        return self.zh if lang == "zh" else self.en

    def label(self) -> Label | None:
        """Return it as the catalog has it, None while a language is lacking."""
        return Label(zh=self.zh, en=self.en) if self.is_whole else None

    def as_dict(self) -> dict[str, str]:
        """Return it as a tag file has it: without line breaks or space around."""
        return {"zh": " ".join(self.zh.split()), "en": " ".join(self.en.split())}

    def then(self, other: "Words") -> "Words":
        """Return both as one text, where the other says anything."""
        return Words(*(mark.join(filter(None, (a.strip(" ;；。."), b.strip()))) for a, b, mark in self._beside(other)))

    def _beside(self, other: "Words") -> tuple[tuple[str, str, str], ...]:
        return (self.zh, other.zh, "；"), (self.en, other.en, "; ")


@dataclass(frozen=True)
class Idea:
    """Everything asked in the five steps, in their order."""

    # 1 requirement
    goal: Words = Words()
    scenario: Words = Words()
    subject: str = "power_customer"
    themes: tuple[str, ...] = ()
    # 2 concept
    label: Words = Words()
    definition: Words = Words()
    criterion: Words = Words()
    # 3 rule
    method: str = "rule"
    rule: str = ""
    values: dict[str, Words] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    # 4 classification
    chain: str = ""
    name: str = ""
    # 5 catalog management
    cadence: str = "monthly"
    owner: str = ""
    sensitivity: str = "internal"
    precedence: str = "exclusive"
    derived_from: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Where it is to stand."""
        return Place(self.chain, self.name)

    def fields(self) -> dict[str, Any]:
        """Return the fields of the tag's file; ``tag_file`` writes them."""
        return {
            "label": self.label.as_dict(),
            "requirement": self.goal.then(self.scenario).as_dict(),
            "definition": self.definition.as_dict(),
            "criterion": self.criterion.as_dict(),
            "method": self.method,
            "values": {code: words.as_dict() for code, words in self.values.items()},
            "examples": [{"given": one.given, "gives": one.gives} for one in self.examples],
            "precedence": self.precedence,
            "derived_from": list(self.derived_from),
            "cadence": self.cadence,
            "owner": self.owner.strip(),
            "sensitivity": self.sensitivity,
            "status": "draft",
        }
