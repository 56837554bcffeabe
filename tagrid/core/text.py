"""A text for a person in both languages of the product, and the hints that messages share.

Every sentence a user may read is a ``Text``; the language is chosen once, where the text is shown, by ``in_``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, get_args

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in Chinese and in English; ``str()`` is the English, for logs and exceptions."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``, ``zh`` or ``en``; raises ValueError for any other."""
        if lang not in LANGUAGES:
            raise ValueError(f"no language {lang!r}: texts are in {' and '.join(LANGUAGES)}")
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def __add__(self, other: "Text | str") -> "Text":
        other = as_text(other)
        return Text(zh=self.zh + other.zh, en=self.en + other.en)

    def split_lines(self) -> list["Text"]:
        """Return the text's lines; both languages have as many."""
        return [Text(zh=zh, en=en) for zh, en in zip(self.zh.split("\n"), self.en.split("\n"), strict=True)]

    def as_dict(self) -> dict[str, str]:
        """Return ``{"zh": …, "en": …}``, the form of JSON answers and of the taxonomy's files."""
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """In a pydantic model: a mapping of ``zh`` and ``en``, both required and not blank, nothing else."""
        from pydantic_core import core_schema  # only where pydantic is loaded already

        word = core_schema.str_schema(strict=True, min_length=1, strip_whitespace=True)
        pair = core_schema.typed_dict_schema(
            {lang: core_schema.typed_dict_field(word) for lang in LANGUAGES}, extra_behavior="forbid", strict=True
        )
        from_mapping = core_schema.no_info_after_validator_function(lambda words: cls(**words), pair)
        return core_schema.no_info_wrap_validator_function(
            lambda value, from_words: value if isinstance(value, cls) else from_words(value),
            from_mapping,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.as_dict),
        )


def as_text(value: object) -> Text:
    """Return ``value`` if it is a Text; else a text that is the same in both languages: a code, a name, a number."""
    return value if isinstance(value, Text) else Text(zh=str(value), en=str(value))


def joined(texts: Iterable[Text | str], *, zh: str = "、", en: str = ", ") -> Text:
    """Return several texts as one, with the list comma of each language between them."""
    both = [as_text(text) for text in texts]
    return Text(zh=zh.join(one.zh for one in both), en=en.join(one.en for one in both))


def lines(texts: Iterable[Text | str], apart: str = "\n  ") -> Text:
    """Return several texts as one, a line each, by default those after the first indented."""
    return joined(texts, zh=apart, en=apart)


def nearest(word: str, known: Sequence[str], most: int = 3) -> Text:
    """Return `` Did you mean a, b?`` for the names nearest to `word`, or an empty text."""
    return did_you_mean(get_close_matches(word, list(known), n=most, cutoff=0.55))


def did_you_mean(near: Sequence[str]) -> Text:
    """Return the hint at some names, or an empty text for none."""
    if not near:
        return Text(zh="", en="")
    return Text(zh=f"您要的是 {'、'.join(near)} 吗？", en=f" Did you mean {', '.join(near)}?")
