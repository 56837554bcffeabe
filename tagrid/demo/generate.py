"""Make a delivery of the demo utility: every block of customers, month by month, as seen through a window of days."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from tagrid.core.console import step
from tagrid.core.errors import BadInput
from tagrid.demo import (
    bills,
    care,
    engagement,
    metering,
    metering_points,
    outages as demo_outages,
    outside,
    parties,
    payments,
    phases,
    programmes,
    register,
    requests,
    response,
    service,
)
from tagrid.demo.delivery import Sink
from tagrid.demo.energy import Energy, Reads, energy, reads, registered
from tagrid.demo.outages import dark_share, outages
from tagrid.demo.payments import settling
from tagrid.demo.prices import price_components, price_list, with_special_periods
from tagrid.demo.registers import Registers, fed_in, is_frozen_within
from tagrid.demo.scene import Scene, scene
from tagrid.demo.service import bill_shocks
from tagrid.demo.tiers import tier_list
from tagrid.demo.world import Window, World, day_number, month, month_of

LOOK_BACK_MONTHS = 9  # what happened longer ago changes no more: a bill is paid within half a year or never

RECENT_DAYS = 62  # readings and outages change no more after so many days from the end of their month

SERVICE_DAYS = 95  # nor do tickets, with the complaints that follow from them


MASTERS = (
    register.customers_table,
    register.supply_points,
    register.supply_lines,
    register.meters,
    register.contracts,
    metering_points.metering_points,
    metering_points.terminals,
    parties.service_grids,
    parties.settlement_accounts,
    register.locations,
    register.transformers,
    care.account_managers,
    care.equipment,
    care.electrician_training,
    engagement.consents,
    engagement.campaign_responses,
    requests.connection_applications,
    requests.market_entries,
    requests.retail_contracts,
    programmes.enrolments,
    outside.poi,
    outside.registrations,
    outside.court_records,
    outside.tax_credits,
    engagement.platform_users,
)

SLOW = (care.inspections, care.defects, requests.change_requests, programmes.feed_in)

RECENT = (metering.meter_events, care.manager_contacts, service.surveys, engagement.charging_sessions)


def _month(view: Scene, index: int, amounts: dict[int, np.ndarray], registers: Registers | None) -> None:
    """Write all that happened in a month, as far as it can still become known in the window.

    ``amounts`` are the bills of the months before, yuan a customer; the month's own are added. ``registers`` have
    counted up to the month, none where no end of a month lies in the window."""
    recent = month(index).after > view.sink.window.since - RECENT_DAYS
    out = outages(view.who, view.net, index)
    dark = dark_share(view.who, view.net, out, index)
    use, read = _used(view, index, dark)
    demand = metering.demands(view, index, read)
    amounts[index] = _booked(view, index, use, read, demand)
    for table in SLOW + RECENT * recent:
        table(view, index)
    if recent:
        response.demand_responses(view, index, use)
        metering.daily_energy(view, index, read, demand, fed_in(view, index))
        metering.load_curves(view, index, read, use)
        metering.daily_voltage(view, index, dark)
        phases.phase_curves(view, index, read)
        for table in (metering.sensed_outages, demo_outages.outages_table, demo_outages.outage_notices):
            table(view, index, out)
    if month(index).after > view.sink.window.since - SERVICE_DAYS:
        service.tickets(view, index, out, bill_shocks(index, amounts.get(index - 2), amounts.get(index - 1)))
    if registers:
        registers.add(index, use, read)
        registers.freeze(index, read)


def _used(view: Scene, index: int, dark: np.ndarray) -> tuple[Energy, Reads]:
    """Return what the meters of the block measure in a month, and how it is read."""
    use = registered(view, energy(view.who, view.net, view.lives, index, dark), index)
    return use, with_special_periods(view, index, reads(view.who, use, index))


def _counted(view: Scene, months: range) -> Registers | None:
    """Return the registers as they stand after those months; none where no end of a month lies in the window."""
    if not is_frozen_within(view.sink.window):
        return None
    registers = Registers(view)
    for index in months:
        out = outages(view.who, view.net, index)
        registers.add(index, *_used(view, index, dark_share(view.who, view.net, out, index)))
    return registers


def _booked(view: Scene, index: int, use: Energy, read: Reads, demand: np.ndarray) -> np.ndarray:
    """Write the month's bills and what became of them; return their first amounts, NaN where there is none."""
    book = bills.bills(view, index, use, read, bills.highest(demand))
    settled = settling(view, book, index)
    payments.payments(view, book, index, settled)
    payments.dunning(view, book, settled, index)
    payments.prepaid(view, book, index)
    programmes.supply_commands(view, book, index, settled)
    return bills.bill_amounts(view, book)


def _for_all(view: Scene, months: range) -> None:
    """Write the tables that belong to the utility and not to a block of customers."""
    price_list(view)
    price_components(view)
    service.ticket_types(view)
    tier_list(view)
    engagement.campaigns(view)
    for index in months:
        outside.weather(view, index)


def make_block(world: World, window: Window, out: Path, block: int) -> list[dict]:
    """Write the tables of one block of customers; return their entries in the manifest."""
    view = scene(Sink(world, window, out, block))
    first = max(world.first_month, month_of(window.since) - LOOK_BACK_MONTHS)
    months = range(first, month_of(window.until) + 1)
    for table in MASTERS:
        table(view)
    amounts: dict[int, np.ndarray] = {}
    registers = _counted(view, range(world.first_month, first))
    for index in months:
        _month(view, index, amounts, registers)
    care.inspections(view, months.stop)  # planned a month ahead
    if block == 0:
        _for_all(view, months)
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
        raise BadInput(
            en=f"--customers {world.customers} is too few for a utility; give 50 or more.",
            zh=f"--customers {world.customers} 太少，不成供电公司；请至少给 50 户。",
        )
    if world.start > until:
        raise BadInput(
            en=f"--until {until} lies before --start {world.start}.",
            zh=f"--until {until} 早于 --start {world.start}。",
        )
    if since is not None and not world.start <= since <= until:
        raise BadInput(
            en=f"--since {since} must lie between --start {world.start} and --until {until}.",
            zh=f"--since {since} 须在 --start {world.start} 与 --until {until} 之间。",
        )
    return Window(day_number(since or world.start), day_number(until))


def generate(out: Path, customers: int, start: date, until: date, since: date | None = None, seed: int = 7) -> dict:
    """Write a delivery folder; return its manifest, which is also written to ``delivery.yml``.

    ``out`` must be missing or empty (``BadInput`` otherwise). The same arguments give the same bytes.
    """
    world = World(seed, customers, start)
    window = _checked(world, until, since)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(
            en=f"{out} already exists and is not an empty folder; name a new one.",
            zh=f"{out} 已存在，且不是空文件夹；请另给一个。",
        )
    out.mkdir(parents=True, exist_ok=True)
    with step(f"Generating {customers:,} customers to {until}") as say:
        files = sorted(_blocks(world, window, out, say), key=lambda entry: entry["path"])
    span = f"{since or start}..{until}"
    manifest = {"name": f"demo {customers} customers, seed {seed}, {span}", "until": until.isoformat(), "files": files}
    YAML().dump(manifest, out / "delivery.yml")
    return manifest
