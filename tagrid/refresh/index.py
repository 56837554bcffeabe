"""Writes the bitset index of a version from customer_tags_wide, so that no count has to read the table."""

import json
from pathlib import Path

import numpy as np

from tagrid.catalog import Catalog
from tagrid.core.errors import TagridError
from tagrid.core.files import sync
from tagrid.core.sql import quote_identifier
from tagrid.published import BITS, DESCRIPTION, FORMAT, bits, row_digest

# A multiple of 64, so that a chunk fills whole words; a chunk of 120 tags takes 120 MB.
CHUNK = 1_000_000


def build_index(con, catalog: Catalog, folder: Path, table: str = "customer_tags_wide") -> dict:
    """Write the index of `table` (customer_no from 0, subject, a column a tag) into `folder`.

    Returns the content of ``index.json``; both files are on disk by then. Raises TagridError when a customer has
    a value that is not in the catalog, or no number of its own: then no count could be trusted.
    """
    about = _plan(con, catalog, table)
    folder.mkdir(parents=True, exist_ok=True)
    array = np.memmap(folder / BITS, "<u8", "w+", shape=(max(about["rows"], 1), about["words"]))
    for start in range(0, about["numbers"], CHUNK):
        _fill(array, start, about, con, catalog, table)
    array.flush()
    about["digests"] = [row_digest(row) for row in array]
    sync(folder / BITS)
    (folder / DESCRIPTION).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    sync(folder / DESCRIPTION)
    sync(folder)
    return about


def _plan(con, catalog: Catalog, table: str) -> dict:
    """Return which row each subject and value gets, counts still 0."""
    query = f"""select count(*), count(distinct customer_no) filter (where customer_no >= 0), max(customer_no)
        from {quote_identifier(table)}"""
    customers, different, last = con.execute(query).fetchone()
    if customers != different:
        raise TagridError(
            en=f"{table}: {customers:,} customers have {different:,} different numbers (customer_no). Run "
            "`tagrid refresh` again; delete the warehouse if it says so again.",
            zh=f"{table}：{customers:,} 个客户只有 {different:,} 个不同的编号（customer_no）。"
            "请再次运行 `tagrid refresh`；如仍如此，请删除数据仓库。",
        )
    numbers = last + 1 if customers else 0
    subjects = list(dict.fromkeys(tag.subject for tag in catalog.tags.values()))
    plan = {"format": FORMAT, "customers": customers, "numbers": numbers, "words": max(bits.words_for(numbers), 8)}
    plan["subjects"] = {name: {"row": row, "customers": 0} for row, name in enumerate(subjects)}
    row, plan["tags"] = len(subjects), {}
    for name, tag in catalog.tags.items():
        plan["tags"][name] = {"subject": tag.subject, "row": row, "counts": dict.fromkeys(tag.codes, 0)}
        row += len(tag.codes)
    return {**plan, "rows": row}


def _fill(array: np.ndarray, start: int, about: dict, con, catalog: Catalog, table: str) -> None:
    """Set the bits of the customers from number `start` on, and add to the counts."""
    found = _codes(con, catalog, table, start)
    order, size = found.pop("customer_no") - start, min(CHUNK, about["numbers"] - start)

    def in_order(codes: np.ndarray) -> np.ndarray:
        placed = np.zeros(size, dtype=codes.dtype)
        placed[order] = codes
        return placed

    subject = in_order(found.pop("subject"))
    flags = {name: subject == number for number, name in enumerate(about["subjects"], start=1)}
    for name, one in about["subjects"].items():
        one["customers"] += _put(array, one["row"], start, flags[name])
    for name, one in about["tags"].items():
        codes = in_order(found.pop(name))
        _refuse_incomplete(name, one["subject"], codes > 0, flags[one["subject"]])
        for number, value in enumerate(one["counts"], start=1):
            one["counts"][value] += _put(array, one["row"] + number - 1, start, codes == number)


def _codes(con, catalog: Catalog, table: str, start: int) -> dict[str, np.ndarray]:
    """Return one array a column: the place of the value in its list, from 1; 0 where it is not in it."""
    subjects = list(dict.fromkeys(tag.subject for tag in catalog.tags.values()))
    lists = [("subject", subjects), *((name, list(tag.codes)) for name, tag in catalog.tags.items())]
    names = [quote_identifier(name) for name, _ in lists]
    columns = ", ".join(f"coalesce(list_position(?::varchar[], {name}), 0)::usmallint as {name}" for name in names)
    rows = f"{quote_identifier(table)} where customer_no >= ? and customer_no < ?"
    query = f"select customer_no, {columns} from {rows}"
    return con.execute(query, [*(values for _, values in lists), start, start + CHUNK]).fetchnumpy()


def _put(array: np.ndarray, row: int, start: int, flags: np.ndarray) -> int:
    packed = bits.pack(flags)
    array[row, start // 64 : start // 64 + len(packed)] = packed
    return bits.count(packed)


def _refuse_incomplete(tag: str, subject: str, valued: np.ndarray, expected: np.ndarray) -> None:
    """Refuse a tag of which not exactly its subject's customers have a value: complements would be wrong."""
    wrong = int(np.count_nonzero(valued != expected))
    if wrong:
        raise TagridError(
            en=f"Tag {tag}: {wrong:,} customers have no value, one that is not in the catalog, or are not of "
            f"{subject}. `dbt build --select tag_snapshot customer_tags_wide` shows which.",
            zh=f"标签 {tag}：{wrong:,} 个客户没有取值、取值不在目录中，或不属于 {subject}。"
            "用 `dbt build --select tag_snapshot customer_tags_wide` 可查是哪些。",
        )
