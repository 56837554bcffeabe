"""Which existing tags are nearest to a proposed one: in meaning, by its words; in data, by who has which value."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tagrid.catalog import Catalog, Tag
from tagrid.core.text import Text
from tagrid.governance.evaluation.associations import cramers_v
from tagrid.governance.workshop.preview import CUSTOMER, VALUE, Preview
from tagrid.published import TagIndex, bits

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

# From here on two criteria mean the same in other words; equal ones are refused by the catalog's own check.
SAME_CRITERION = 0.75


class Bilingual(Protocol):
    """A text in both languages: a Text, or the words of one in the making."""

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``."""
        ...


@dataclass(frozen=True)
class NearTag:
    """An existing tag and how near it is: cosine of the words, or Cramér's V of the values, both from 0 to 1."""

    tag: str
    nearness: float


def in_meaning(
    catalog: Catalog, texts: Sequence[Bilingual], subject: str | None = None, most: int = 5
) -> list[NearTag]:
    """Return the tags whose label, definition, criterion and values are nearest to ``texts``.

    Both languages are compared, each by itself, as character n-grams weighted by TF-IDF (n of 1 to 3 for Chinese,
    of 3 to 5 within words for English), and the mean is taken over the languages that ``texts`` have. Drafts count too.
    """
    tags = [tag for tag in catalog.all_tags.values() if subject in (None, tag.subject)]
    wanted = {lang: _joined(texts, lang) for lang in ("zh", "en")}
    scores = [
        _cosines([_words(tag, lang) for tag in tags], wanted[lang], lang) for lang in wanted if wanted[lang].strip()
    ]
    return _best([tag.name for tag in tags], np.mean(scores, axis=0) if scores else np.zeros(len(tags)), most)


def same_criterion(catalog: Catalog, criterion: Text, subject: str, name: str = "") -> list[NearTag]:
    """Return the tags of ``subject`` other than ``name`` whose criterion is, nearly word for word, ``criterion``."""
    tags = [tag for tag in catalog.all_tags.values() if tag.subject == subject and tag.name != name]
    scores = [
        _cosines([tag.criterion.in_(lang) for tag in tags], criterion.in_(lang), lang, grams=(2, 3))
        for lang in ("zh", "en")
    ]
    found = _best([tag.name for tag in tags], np.maximum(*scores), most=3)
    return [near for near in found if near.nearness >= SAME_CRITERION]


def in_data(index: TagIndex, seen: Preview, most: int = 5) -> list[NearTag]:
    """Return the tags whose values go most with the previewed ones, by Cramér's V over all customers known of both."""
    codes = [code for code in seen.counts if code != "unknown"]
    rows = [index.facets(_mask(index, seen, code), seen.subject) for code in codes]
    names = [name for name, facet in index.tags.items() if facet.subject == seen.subject]
    strengths = [cramers_v(np.array([[row[name][v] for v in _known(row[name])] for row in rows])) for name in names]
    return _best(names, np.array(strengths), most)


def sharing_data(catalog: Catalog, inputs: Collection[str], names: Iterable[str]) -> list[str]:
    """Return those of the named tags that are computed with a source column of the inputs, which are columns of rules.

    What goes with a tag and shares nothing with it does not derive from the same data: a person says what the cause is.
    """
    below: dict[str, set[str]] = {}
    for tag in catalog.tags.values():
        for path, columns in tag.pedigree.items():
            below.setdefault(path.rpartition(".")[2], set()).update(columns)
    own = {column for name in inputs for column in below.get(name, ())}
    return [name for name in names if own.intersection(catalog.tags[name].sources)]


def _known(counts: dict[str, int]) -> list[str]:
    return [value for value in counts if value != "unknown"]


def _mask(index: TagIndex, seen: Preview, code: str) -> np.ndarray:
    flags = np.zeros(bits.words_for(index.size) * 64, dtype=bool)
    flags[seen.codes.filter(seen.codes[VALUE] == code)[CUSTOMER].to_numpy()] = True
    packed = bits.pack(flags)
    return packed[: len(index.base(seen.subject))]


def _words(tag: Tag, lang: str) -> str:
    return _joined([tag.label, tag.definition, tag.criterion, *tag.values.values()], lang)


def _joined(texts: Iterable[Bilingual], lang: str) -> str:
    return " ".join(text.in_(lang) for text in texts)


def _cosines(known: list[str], wanted: str, lang: str, grams: tuple[int, int] | None = None) -> np.ndarray:
    if not known or not wanted.strip():
        return np.zeros(len(known))
    words, weighed = _weighed(tuple(known), lang, grams)
    return (weighed @ words.transform([wanted]).T).toarray().ravel()


@lru_cache(maxsize=8)
def _weighed(known: tuple[str, ...], lang: str, grams: tuple[int, int] | None) -> tuple["TfidfVectorizer", Any]:
    """Return what weighs words as ``known`` has them, and the weights of ``known``: kept, as a catalog's tags stay."""
    # scikit-learn takes seconds to import, and only the workshop compares words
    from sklearn.feature_extraction.text import TfidfVectorizer

    if lang == "en":
        words = TfidfVectorizer(
            analyzer="char_wb", ngram_range=grams or (3, 5), sublinear_tf=True, preprocessor=_content_words
        )
    else:
        words = TfidfVectorizer(analyzer="char", ngram_range=grams or (1, 3), sublinear_tf=True)
    return words, words.fit_transform(known)


def _content_words(text: str) -> str:
    """Return the English words that carry meaning: n-grams of `the` and `whether` would be in every tag."""
    # scikit-learn, as above
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = re.findall(r"[a-z0-9%]+", text.lower())
    return " ".join(word for word in words if word not in ENGLISH_STOP_WORDS)


def _best(names: list[str], scores: np.ndarray, most: int) -> list[NearTag]:
    order = sorted(range(len(names)), key=lambda at: (-scores[at], names[at]))
    return [NearTag(names[at], round(float(scores[at]), 4)) for at in order[:most] if scores[at] > 0]
