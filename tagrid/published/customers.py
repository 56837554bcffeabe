"""Finds customers of a version by number, name, meter or address, and the error for a number nobody has.

The number of an account that was merged into another finds the customer that is left. A number is found however it was
pasted: in full-width digits, behind ``户号：`` or ``Account:``, in quotes, or in a list of several.
"""

import re
import unicodedata
from typing import TYPE_CHECKING

from tagrid.catalog import Viewer
from tagrid.core.errors import BadInput
from tagrid.core.sql import rows
from tagrid.core.text import did_you_mean
from tagrid.published.bits import Mask, to_flags
from tagrid.published.search import SearchIndex
from tagrid.published.versions import Version

if TYPE_CHECKING:
    import pyarrow as pa

MOST_TEXT, MOST_WORDS = 100, 6

# Of a list of numbers that is searched for at once.
MOST_NUMBERS, MOST_LIST = 100, 4_000

# What stands before a number where it was copied from; a name that only begins so is followed by no digit or colon.
_PREFIX = re.compile(
    r"(?:户\s?号|客户编号|用户编号|客户号|账号|帐号|表号|(?<![a-z])(?:account(?:\s+(?:number|no\.?|id))?"
    r"|customer\s+(?:number|no\.?|id)|meter(?:\s+(?:number|no\.?))?|a/c(?:\s+no\.?)?|no\.?))\s*(?:[:=#]\s*|(?=\d))",
    re.IGNORECASE,
)

_SEPARATORS = re.compile(r"[,;、|\s]+")

_QUOTES = "'\"`“”‘’「」『』"

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))

_NUMBER = re.compile(r"[0-9]{6,}")

# With more hits than this the closest of them are searched for separately.
MANY = 500


_SHOWN = "customer_id, subject, origin, customer_name, district, address, annual_kwh"

# Where a version is older than the table that is searched in.
_UNINDEXED = """(
    select
        customer_id,
        lower(concat_ws(chr(10), '', customer_id, coalesce(customer_name, ''), coalesce(address, ''))) as said
    from portrait_customer
)"""

_BY_NUMBER = """
    select customer_id from {table} where customer_id >= $text and customer_id < $text || chr(1114111) limit $limit
"""

_CONTAINING = "select customer_id, said from {table} where {holds} limit $limit"

_CHOSEN = f"select {_SHOWN} from portrait_customer where customer_id in (select unnest(?))"

_LARGEST = f"select {_SHOWN} from portrait_customer order by annual_kwh desc nulls last, customer_id limit ?"

_NEAREST = """
    select customer_id from portrait_customer
    where levenshtein(customer_id, $text) <= 3 order by levenshtein(customer_id, $text), customer_id limit 3
"""

_IS_CUSTOMER = "select customer_id from customer_tags_wide where customer_id = ?"

_MERGED_INTO = "select customer_id from merged_accounts where account_id = ?"

_MERGED = "select account_id from merged_accounts where customer_id = ? order by account_id"

_CUSTOMER_FACTS = """
    select customer_tags_wide.customer_no, portrait_customer.*
    from customer_tags_wide
    join portrait_customer using (customer_id)
    where customer_tags_wide.customer_no in (select unnest(?))
"""


def customer_facts(version: Version, numbers: list[int]) -> list[dict]:
    """Return the header facts of customers by their ``customer_no``, in that order."""
    with version.connect() as con:
        found = {row.pop("customer_no"): row for row in rows(con, _CUSTOMER_FACTS, [numbers])}
    return [found[number] for number in numbers if number in found]


# A row a number, also those of customers who are none any more.
BY_NUMBER = """
    from (select unnest(range((select coalesce(max(customer_no) + 1, 0) from customer_tags_wide))) as customer_no)
    left join customer_tags_wide using (customer_no)
"""


def customer_ids(version: Version) -> "pa.Array":
    """Return the ``customer_id`` of every bit, null where it is nobody's."""
    with version.connect() as con:
        table = con.sql(f"select customer_id {BY_NUMBER} order by customer_no").to_arrow_table()
    return table["customer_id"].combine_chunks()


def member_ids(version: Version, mask: Mask) -> "pa.Array":
    """Return the ``customer_id`` of the customers of a mask, sorted."""
    everyone = customer_ids(version)
    found = everyone.filter(to_flags(mask, len(everyone)))
    return found.sort()


def account_number(text: str) -> str:
    """Return the account number in a pasted text: half-width, without what stands before it, quotes and blanks."""
    plain = _without_prefixes(text).strip().strip(_QUOTES).strip(" ,;、。").strip(_QUOTES)
    groups = plain.split()
    # Digits in groups, as a bill prints them; longer groups are several numbers.
    is_grouped = len(groups) > 1 and all(one.isascii() and one.isdigit() and len(one) < 6 for one in groups)
    return "".join(groups) if is_grouped else plain


def pasted_numbers(text: str) -> list[str]:
    """Return the numbers of a text that is nothing but two or more of them, each once; else none."""
    parts = [one.strip(_QUOTES) for one in _SEPARATORS.split(_without_prefixes(text[:MOST_LIST]))]
    found = [one for one in parts if one]
    is_list = len(found) > 1 and all(_NUMBER.fullmatch(one) for one in found)
    return list(dict.fromkeys(found))[:MOST_NUMBERS] if is_list else []


def _without_prefixes(text: str) -> str:
    return _PREFIX.sub(" ", unicodedata.normalize("NFKC", text).translate(_UNSEEN))


def find_customer(con, customer_id: str, version_id: str) -> str:
    """Return the number of the customer that an account number leads to: itself, or what it was merged into.

    Raises BadInput, with the nearest numbers, for one that leads to no customer of the version.
    """
    for number in dict.fromkeys((customer_id, account_number(customer_id))):
        if known := _known_number(con, number):
            return known
    raise unknown_customer(con, customer_id, version_id)


def survivor_of(con, customer_id: str) -> str | None:
    """Return the customer that an account was merged into in a version, None where it was merged into none."""
    return next(iter(_accounts(con, _MERGED_INTO, customer_id)), None)


def account_numbers(version: Version, customer_id: str) -> list[str]:
    """Return the number of a customer and those of the accounts that were merged into it."""
    with version.connect() as con:
        return [customer_id, *_accounts(con, _MERGED, customer_id)]


def merged_accounts(version: Version) -> dict[str, str]:
    """Return the customer of every account that was merged away, by the account's number."""
    with version.connect() as con:
        if not _has_table(con, "merged_accounts"):  # a version older than the table
            return {}
        return dict(con.execute("select account_id, customer_id from merged_accounts").fetchall())


def _accounts(con, query: str, customer_id: str) -> list[str]:
    if not _has_table(con, "merged_accounts"):
        return []
    return [number for (number,) in con.execute(query, [customer_id]).fetchall()]


def _has_table(con, name: str) -> bool:
    return bool(con.execute("select 1 from duckdb_tables() where table_name = ?", [name]).fetchone())


def search_customers(version: Version, text: str, limit: int = 20, *, viewer: Viewer) -> list[dict]:
    """Return up to `limit` customers whose number, name, meter or address holds every word of `text`, closest first.

    The numbers of accounts that were merged into a customer are numbers of it.

    Their rows are as ``viewer`` may see them.

    The number itself comes first, then what begins with the first word, then what holds it. Upper and lower case are
    the same; an empty text gives the customers who use most. Of a list of numbers those there are come in its order.
    """
    with version.connect() as con:
        if not text.strip():
            return [viewer.contact(row) for row in rows(con, _LARGEST, [limit])]
        ids = _found_ids(con, SearchIndex.of(version), text, limit)
        chosen = {row["customer_id"]: viewer.contact(row) for row in rows(con, _CHOSEN, [ids])}
    return [chosen[one] for one in ids if one in chosen]


def _found_ids(con, index: SearchIndex | None, text: str, limit: int) -> list[str]:
    """Return the customers of a text: of a list of numbers, else as it is written, else as a pasted text is meant."""
    if numbers := pasted_numbers(text):
        found = (_known_number(con, one) for one in numbers)
        if ids := list(dict.fromkeys(one for one in found if one)):
            return ids[:limit]
    written, meant = _words(text), _words(account_number(text).replace(",", " "))
    found = _matching_ids(con, index, written, limit)
    return found or (_matching_ids(con, index, meant, limit) if meant and meant != written else [])


def _words(text: str) -> list[str]:
    return text.strip()[:MOST_TEXT].lower().split()[:MOST_WORDS]


def _known_number(con, number: str) -> str | None:
    """Return the customer of an account number as it is written."""
    found = con.execute(_IS_CUSTOMER, [number]).fetchone()
    return found[0] if found else survivor_of(con, number)


def _matching_ids(con, index: SearchIndex | None, words: list[str], limit: int) -> list[str]:
    table = "portrait_search" if index else _table(con)
    if len(words) == 1 and words[0].isascii():
        known = con.execute(_BY_NUMBER.format(table=table), {"text": words[0], "limit": limit}).fetchall()
        if known and known[0][0] == words[0]:  # the whole number of one customer
            return [words[0]]
    if len(words) == 1 and (survivor := survivor_of(con, words[0])):
        return [survivor]

    def containing(wanted: list[str], most: int) -> dict[str, str]:
        return index.containing(wanted, most) if index else _containing(con, table, wanted, most)

    held = containing(words, MANY)
    if len(held) == MANY:
        held |= containing([f"\n{words[0]}", *words[1:]], limit)
    return sorted(held, key=lambda one: (_distance(one, held[one], words[0]), one))[:limit]


def _table(con) -> str:
    found = _has_table(con, "portrait_search")
    return "portrait_search" if found else _UNINDEXED


def _containing(con, table: str, words: list[str], limit: int) -> dict[str, str]:
    holds = " and ".join(f"contains(said, $word{n})" for n in range(len(words)))
    given = {f"word{n}": word for n, word in enumerate(words)}
    return dict(con.execute(_CONTAINING.format(table=table, holds=holds), given | {"limit": limit}).fetchall())


def _distance(customer_id: str, text: str, word: str) -> int:
    """Return 0 for the number itself, 1 to 4 where number, name, address or meter begins with the word, then 5."""
    if customer_id.lower() == word:
        return 0
    return next((n for n, part in enumerate(text.split("\n")) if n and part.startswith(word)), 5)


def unknown_customer(con, customer_id: str, version_id: str) -> BadInput:
    """Return the error for a number that no customer of the version has, with the nearest ones."""
    near = con.execute(_NEAREST, {"text": account_number(customer_id)[:MOST_TEXT]}).fetchall()
    hint = did_you_mean([row[0] for row in near])
    return BadInput(
        en=f"No customer {customer_id!r} in version {version_id}.{hint}",
        zh=f"版本 {version_id} 中没有户号为“{customer_id}”的客户。{hint.zh}",
    )
