"""Make a delivery of the demo utility: every block of customers, month by month, as seen through a window of days."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from ruamel.yaml import YAML

from tagrid.console import step
from tagrid.demo import books, campaigns, care, grid_map, metering, outside, platform, register, requests, service
from tagrid.demo.delivery import Sink
from tagrid.demo.energy import energy
from tagrid.demo.outages import dark_share, outages
from tagrid.demo.reads import reads
from tagrid.demo.scene import Scene, scene
from tagrid.demo.tariffs import price_list
from tagrid.demo.world import Window, World, day_number, month, month_of
from tagrid.errors import BadInput

LOOK_BACK_MONTHS = 9  # nothing that happened longer ago changes: bills are paid or never within half a year


def _masters(view: Scene) -> None:
    for table in (
        register.customers,
        register.supply_points,
        register.meters,
        register.contracts,
        grid_map.locations,
        grid_map.transformers,
        care.account_managers,
        care.equipment,
        care.electrician_training,
        campaigns.consents,
        requests.connection_applications,
        outside.poi,
        outside.registrations,
        outside.court_records,
        platform.platform_users,
    ):
        table(view)
    if view.who.block == 0:
        price_list(view)
        campaigns.campaigns(view)
    years = range(view.who.world.start.year - 2, int(1970 + month_of(view.sink.window.until) // 12))
    for year in years:
        outside.tax_credits(view, year)
    for number in range(len(campaigns.CAMPAIGNS)):
        campaigns.campaign_responses(view, number)


def _metered(view: Scene, index: int) -> None:
    out = outages(view.who, view.net, index)
    dark = dark_share(view.who, view.net, out, index)
    use = energy(view.who, view.net, view.lives, index, dark)
    read = reads(view.who, use, index)
    demand = metering.demands(view, index, read)
    if month(index).after > view.sink.window.since - 60:
        metering.daily_energy(view, index, read, demand)
        metering.load_curves(view, index, read)
    metering.daily_voltage(view, index, dark)
    metering.sensed_outages(view, index, out)
    service.outages_table(view, index, out)
    service.outage_notices(view, index, out)
    service.tickets(view, index, out)
    _booked(view, index, use, read, demand)


def _booked(view: Scene, index: int, use, read, demand) -> None:
    book = books.bills(view, index, use, read, books.highest(demand))
    paid = books.payments(view, book, index)
    books.dunning(view, book, paid, index)
    books.prepaid(view, book, index)


def _month(view: Scene, index: int) -> None:
    _metered(view, index)
    for table in (
        metering.meter_events,
        care.manager_contacts,
        care.inspections,
        care.defects,
        service.surveys,
        requests.change_requests,
        platform.charging_sessions,
    ):
        table(view, index)
    if view.who.block == 0:
        outside.weather(view, index)


def make_block(world: World, window: Window, out: Path, block: int) -> list[dict]:
    """Write the tables of one block of customers; return their entries in the manifest."""
    view = scene(Sink(world, window, out, block))
    _masters(view)
    first = max(world.first_month, month_of(window.since) - LOOK_BACK_MONTHS)
    for index in range(first, month_of(window.until) + 1):
        _month(view, index)
    return view.sink.close()


def _blocks(world: World, window: Window, out: Path, say) -> list[dict]:
    """Make the blocks, side by side where there is more than one processor."""
    workers = min(world.blocks, os.cpu_count() or 1)
    if workers == 1:
        return [entry for b in range(world.blocks) for entry in make_block(world, window, out, b)]
    files = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(make_block, world, window, out, b) for b in range(world.blocks)]
        for number, job in enumerate(jobs, start=1):
            files += job.result()
            say(f"{number} of {world.blocks} blocks")
    return files


def _checked(world: World, until: date, since: date | None) -> Window:
    if world.customers < 50:
        raise BadInput(f"--customers {world.customers} is too few for a utility; give 50 or more.")
    if world.start > until:
        raise BadInput(f"--until {until} lies before --start {world.start}.")
    if since is not None and not world.start <= since <= until:
        raise BadInput(f"--since {since} must lie between --start {world.start} and --until {until}.")
    return Window(day_number(since or world.start), day_number(until))


def generate(out: Path, customers: int, start: date, until: date, since: date | None = None, seed: int = 7) -> dict:
    """Write a delivery folder; return its manifest, which is also written to ``delivery.yml``.

    ``out`` must be missing or empty (``BadInput`` otherwise). The same arguments give the same bytes.
    """
    world = World(seed, customers, start)
    window = _checked(world, until, since)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"{out} already exists and is not an empty folder; name a new one.")
    out.mkdir(parents=True, exist_ok=True)
    with step(f"Generating {customers:,} customers to {until}") as say:
        files = sorted(_blocks(world, window, out, say), key=lambda entry: entry["path"])
    span = f"{since or start}..{until}"
    manifest = {"name": f"demo {customers} customers, seed {seed}, {span}", "until": until.isoformat(), "files": files}
    YAML().dump(manifest, out / "delivery.yml")
    return manifest
