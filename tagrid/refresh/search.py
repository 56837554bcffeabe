"""Writes the search index of a version from portrait_search, so that no search has to read the whole table."""

import json
import zlib
from pathlib import Path

import numpy as np

from tagrid.core.files import sync
from tagrid.published import search

_TABLE = "portrait_search"


def build_search(con, folder: Path) -> None:
    """Write the search index of the customers of a serving database; none where it has no texts to search in."""
    held = "select 1 from duckdb_tables() where table_name = ?"
    if not con.execute(held, [_TABLE]).fetchone():
        return
    (customers,) = con.execute(f"select count(*) from {_TABLE}").fetchone()
    blocks = -(-customers // search.BLOCK_ROWS)
    words = max(-(-blocks // search.WORD), 1)
    folder.mkdir(parents=True, exist_ok=True)
    starts, digests = [0], []
    array = np.memmap(folder / search.BLOCKS, "<u8", "w+", shape=(search.BUCKETS, words))
    rows = con.execute(f"select customer_id, said from {_TABLE} order by rowid")
    with (folder / search.TEXTS).open("wb") as texts:
        for word in range(words):  # a word of every row of bits at a time
            flags = np.zeros((search.BUCKETS, search.WORD), dtype=bool)
            for block in range(search.WORD):
                given = rows.fetchmany(search.BLOCK_ROWS)
                if not given:
                    break
                texts_of_block = [
                    b"".join((search.NUL, customer_id.encode(), search.BETWEEN, text.encode()))
                    for customer_id, text in given
                ]
                content = b"".join(texts_of_block)
                for size in search.SIZES:
                    flags[search.buckets_of(np.frombuffer(content, dtype=np.uint8), size), block] = True
                starts += (starts[-1] + np.cumsum([len(one) for one in texts_of_block])).tolist()
                digests.append(zlib.crc32(content))
                texts.write(content)
            array[:, word] = np.packbits(flags, axis=1, bitorder="little").view("<u8")[:, 0]
        if not customers:
            texts.write(search.NUL)  # an empty file cannot be mapped
            starts = [1]
    array.flush()
    np.asarray(starts, dtype="<u8").tofile(folder / search.STARTS)
    about = {
        "format": search.FORMAT,
        "customers": customers,
        "words": words,
        "starts_digest": zlib.crc32(np.asarray(starts, dtype="<u8").data),
        "digests": digests,
        "bucket_digests": [
            zlib.crc32(search.bucket_run(array, run)) for run in range(search.BUCKETS // search.DIGESTED)
        ],
    }
    (folder / search.ABOUT).write_text(json.dumps(about), encoding="utf-8")
    for path in [*folder.iterdir(), folder]:
        sync(path)
