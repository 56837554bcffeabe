"""Dagster: the models of dbt as assets, made and published by `tagrid refresh`, after the delivery of the day landed.

`dagster-dbt` installs beside tagrid. The manifest is the one the last refresh left; before the first one,
`DBT_TARGET_PATH=$TAGRID_HOME/dbt_target tagrid dbt parse` makes it.
"""

import os
import subprocess
from datetime import date
from pathlib import Path

import dagster as dg
from dagster_dbt import dbt_assets

MANIFEST = Path(os.environ.get("TAGRID_HOME", "var")) / "dbt_target" / "manifest.json"

# What is worth another try: 75, another writer holds the lock. 2 is bad input, 3 a refusal at the release gate, and 1 a
# failure: there a person has to look.
TRY_AGAIN = (75,)


def tagrid(*arguments: str) -> str:
    """Run a command and return what it prints; a failure is retried only where another try may help."""
    done = subprocess.run(["tagrid", *arguments], capture_output=True, text=True, check=False)
    if done.returncode in TRY_AGAIN:
        raise dg.RetryRequested(max_retries=3, seconds_to_wait=600)
    if done.returncode:
        shown = f"tagrid {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}"
        raise dg.Failure(shown, allow_retries=False)
    return done.stdout


@dg.asset
def delivery() -> str:
    """The delivery of the day, landed."""
    return tagrid("ingest", f"/srv/deliveries/{date.today()}", "--json")


@dbt_assets(manifest=MANIFEST, name="published_version")
def published_version(context):
    """Every model, built, checked and published as one version, or not at all."""
    tagrid("refresh", "--json")
    for name in context.op_execution_context.selected_output_names:
        yield dg.Output(None, name)


nightly = dg.define_asset_job("tagrid_nightly", selection=dg.AssetSelection.all())

defs = dg.Definitions(
    assets=[delivery, published_version],
    jobs=[nightly],
    schedules=[dg.ScheduleDefinition(job=nightly, cron_schedule="30 2 * * *", execution_timezone="Asia/Shanghai")],
)
