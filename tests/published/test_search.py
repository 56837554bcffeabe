"""The search index against reading every text: the same customers in the same order, for any words."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings, strategies as st

from tagrid.core.errors import TagridError
from tagrid.published import search
from tagrid.published.search import SearchIndex
from tagrid.refresh.search import build_search

PARTS = st.text(st.sampled_from("0123ab江苏扬中市李É𠮷 "), max_size=9)
TEXTS = st.lists(st.lists(PARTS, min_size=1, max_size=4).map("\n".join), max_size=40)
WORDS = st.lists(st.text(st.sampled_from("0123ab江苏扬中李É𠮷"), min_size=1, max_size=8), min_size=1, max_size=3)


def built(folder: Path, texts: list[str]) -> tuple[duckdb.DuckDBPyConnection, dict]:
    """A database of texts with its index: the number of a customer is its place."""
    con = duckdb.connect()
    found = pa.table({"customer_id": [f"{n:05}" for n in range(len(texts))], "said": pa.array(texts, pa.string())})
    con.register("found", found)
    con.execute(
        "create table portrait_search as select customer_id, '\n' || customer_id || '\n' || said as said from found"
    )
    build_search(con, folder)
    return con, search.json.loads((folder / search.ABOUT).read_text(encoding="utf-8"))


def by_sql(con, words: list[str], limit: int) -> list[tuple[str, str]]:
    holds = " and ".join(f"contains(said, $w{n})" for n in range(len(words)))
    given = {f"w{n}": word for n, word in enumerate(words)}
    return con.execute(f"select customer_id, said from portrait_search where {holds} limit {limit}", given).fetchall()


@settings(max_examples=150, deadline=None)
@given(
    texts=TEXTS, words=WORDS, limit=st.integers(1, 12), taken=st.integers(0, 10**6), rows=st.sampled_from([1, 3, 256])
)
@example(texts=[], words=["江苏"], limit=1, taken=0, rows=256)
def test_the_index_finds_what_reading_every_text_finds(tmp_path_factory, texts, words, limit, taken, rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "BLOCK_ROWS", rows)
        folder = tmp_path_factory.mktemp("search")
        con, about = built(folder, texts)
        index = SearchIndex(folder, about, TagridError)
        if texts and (
            some := texts[taken % len(texts)].split("\n")[0].strip()
        ):  # words that are there, begun with a line
            words = [f"\n{some}", *words] if taken % 2 else [some[: 1 + taken % len(some)]]
        assert list(index.containing(words, limit).items()) == by_sql(con, words, limit)
        con.close()


def test_many_customers_in_blocks_of_their_own(tmp_path):
    chance = np.random.default_rng(5)
    streets = ["解放路", "长江路", "Main street", "中山东路"]
    texts = [f"李{n}\n{streets[n % 4]}{chance.integers(1, 999)}号\nM{n * 37:010}" for n in range(20_000)]
    con, about = built(tmp_path, texts)
    index = SearchIndex(tmp_path, about, TagridError)
    for word in ("长江路", "M00000370", "street77", "19999", "0", "李123", "没有", "\n李12", "main"):
        for limit in (12, 500):
            assert list(index.containing([word], limit).items()) == by_sql(con, [word], limit)
    assert len(list(index._blocks([b"M0000370370"]))) < 5


@pytest.mark.parametrize("name", [search.TEXTS, search.STARTS, search.BLOCKS])
def test_a_bit_that_changed_is_an_error(tmp_path, name):
    _, about = built(tmp_path, [f"李{n}\n长江路{n}号" for n in range(1_000)])
    content = bytearray((tmp_path / name).read_bytes())
    for at in range(0, len(content), 97 if name == search.BLOCKS else 1_001):
        content[at] ^= 4
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TagridError, match=f"search/{name}"):
        SearchIndex(tmp_path, about, TagridError).containing(["长江路7号"], 12)


def test_a_cut_file_is_an_error(tmp_path):
    _, about = built(tmp_path, ["李\n长江路"])
    (tmp_path / search.TEXTS).write_bytes((tmp_path / search.TEXTS).read_bytes()[:-1])
    with pytest.raises(TagridError, match=r"texts\.utf8"):
        SearchIndex(tmp_path, about, TagridError)
