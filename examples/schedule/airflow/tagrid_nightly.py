"""Airflow 3: every night the delivery of the day lands and a version is published. `tagrid` must be on the PATH."""

import subprocess
from datetime import timedelta

import pendulum
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

# What is worth another try: 75, another writer holds the lock. 2 is bad input, 3 a refusal at the release gate, and 1 a
# failure: there a person has to look.
TRY_AGAIN = (75,)


def tagrid(*arguments: str) -> str:
    """Run a command and return what it prints; a failure is retried only where another try may help."""
    done = subprocess.run(["tagrid", *arguments], capture_output=True, text=True, check=False)
    print(done.stderr)
    if done.returncode in TRY_AGAIN:
        raise AirflowException(f"tagrid {arguments[0]} ended with {done.returncode}: another writer holds the lock")
    if done.returncode:
        raise AirflowFailException(f"tagrid {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


@dag(
    schedule="30 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10)},
    tags=["tagrid"],
)
def tagrid_nightly():
    """Land, publish, look."""

    @task
    def ingest(ds: str | None = None) -> str:
        return tagrid("ingest", f"/srv/deliveries/{ds}", "--json")

    @task(trigger_rule="all_done")  # what landed before may still be due
    def refresh() -> str:
        return tagrid("refresh", "--json")

    @task(trigger_rule="all_done")
    def status() -> str:
        return tagrid("status", "--json")

    ingest() >> refresh() >> status()


tagrid_nightly()
