"""The portrait's page at any size: whole round trips of a real server, asked over its own websocket protocol.

From the message that opens a customer until the last byte of its page; what the browser then draws is not in it.
"""

import asyncio
import json
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import duckdb

from benchmarks.app import PORT, served
from benchmarks.app_client import Visitor, visitor
from benchmarks.portrait_tables import catalog, identity
from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.published import search
from tagrid.published.versions import CATALOG, MANIFEST, SEGMENTS, SERVING, Version, find_version
from tagrid.refresh.index import build_index
from tagrid.refresh.publish import point
from tagrid.refresh.search import build_search

ID = "2026-06-30.1"
# The first pages load what later ones have.
FIRST = 5
PARTS = ("part_why", "part_usage", "part_bills", "part_service")


def folder_of(home: Home) -> Path:
    """Return the folder of the version that is measured, made where it is not there."""
    folder = home.versions / ID
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def published(home: Home, customers: int) -> Version:
    """Publish what lies in the version's folder: its serving database, with the catalog of the tags in it."""
    folder, made_catalog = folder_of(home), catalog()
    with duckdb.connect(folder / SERVING, read_only=True) as con:
        build_index(con, made_catalog, folder / SEGMENTS)
        build_search(con, folder / search.FOLDER)
    (folder / CATALOG).write_text(made_catalog.to_json(), encoding="utf-8")
    found = [path for path in folder.rglob("*") if path.is_file()]
    files = {str(path.relative_to(folder)): {"bytes": path.stat().st_size, "sha256": digest(path)} for path in found}
    manifest = {
        "id": ID, "as_of": ID[:10], "created_at": f"{ID[:10]}T08:00:00+00:00", "catalog_version": made_catalog.version,
        "customers": customers, "tags": len(made_catalog.tags), "held": [], "files": files,
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    point(home, ID)
    return find_version(home, ID)


async def _opened(one: Visitor, customers: int, rounds: int, part: str) -> list[float]:
    """Return the seconds of each page, of another customer each time."""
    durations = []
    for n in range(rounds + FIRST):
        who = identity((n * 7919 + len(part) * 104_729) % customers)["customer_id"]
        durations.append(await one.visit("portrait", urlencode({"lang": "zh", "id": who, "view": part})))
        one.expect(who)
    return durations[FIRST:]


async def _searched(one: Visitor, customers: int, rounds: int) -> list[float]:
    """Return the seconds of each search on the page: by name, address and meter in turn."""
    durations, link = [], urlencode({"lang": "zh"})
    await one.visit("portrait", link)
    for n in range(rounds + FIRST):
        who = identity(n * 7919 % customers)
        durations.append(await one.search("portrait", link, who[("customer_name", "address", "meter_id")[n % 3]]))
        one.expect(who["customer_id"])
    return durations[FIRST:]


def _line(name: str, durations: list[float], received: int) -> None:
    p95 = quantiles(durations, n=20)[18]
    print(f"{name:<34}{median(durations) * 1e3:>8.0f}{p95 * 1e3:>8.0f}   {received / 1e3:.0f} kB")


async def _visited(customers: int, rounds: int) -> None:
    one = await visitor(PORT)
    for part in PARTS:
        durations = await _opened(one, customers, rounds, part)
        _line(f"page: {part.removeprefix('part_')}, another each time", durations, one.received)
    _line("page: search", await _searched(one, customers, rounds), one.received)
    await one.socket.close()


def measured(home: Home, customers: int, rounds: int) -> None:
    """Serve the home and print the milliseconds of a page, by part."""
    with served(home):
        print(f"{'server round trip, ms':<34}{'median':>8}{'p95':>8}")
        asyncio.run(_visited(customers, rounds))
