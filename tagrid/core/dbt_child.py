"""The process that runs dbt: it ends with whoever started it, and keeps what dbt compiled where it is asked to."""

import gc
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from tagrid.core.compiled import TOKENS, from_manifest, mentions, reaching, write_compiled

# For `gc.set_threshold`. A manifest is hundreds of thousands of objects that live until the end: to look through them
# for dead ones, again and again, costs a tenth of a run of dbt.
RARE_COLLECTION = (100_000, 50, 50)

# The environment variable that says where to keep what is compiled and under which key, as JSON.
KEEP = "TAGRID_KEEP_COMPILED"


def end_with_caller() -> None:
    """End this process when its standard input closes: when its caller dies, however it dies.

    Else it would live on and write into files that the next run takes for its own.
    """
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()


def main() -> None:
    """Run dbt with the arguments of the command line."""
    gc.set_threshold(*RARE_COLLECTION)
    end_with_caller()
    wanted = os.environ.pop(KEEP, None)
    if wanted is None:
        from dbt.cli.main import cli  # takes seconds, and what keeps needs another door

        cli()
    else:
        sys.exit(_run_and_keep(sys.argv[1:], **json.loads(wanted)))


def _run_and_keep(arguments: list[str], flags: int, path: str, key: str) -> int:
    """Run dbt and, after success, keep what it compiled; the first ``flags`` arguments stand before the command.

    What the run did not need is compiled for that; what depends on the run or on what the database holds is once more,
    with tokens and as on a later day.
    """
    from dbt.adapters.factory import FACTORY  # as above
    from dbt.cli.main import dbtRunner

    parsed = dbtRunner().invoke([*arguments[:flags], "parse"])
    if not parsed.success:
        return _failed(parsed)
    manifest: Any = parsed.result
    runner = dbtRunner(manifest=manifest)
    done = runner.invoke(arguments)
    if not done.success:
        return _failed(done)
    asking = reaching(manifest, "asked")
    wanted = [
        one.name
        for one in manifest.nodes.values()
        if mentions(one.raw_code, asking) or (one.resource_type in ("model", "test") and not one.compiled)
    ]
    os.environ["TAGRID_ASKED"] = json.dumps(TOKENS)
    # Its files lie apart: those of the build say what was run.
    apart = ["--no-write-json", "--target-path", str(Path(path).with_name("later"))]
    again = runner.invoke(
        [*arguments[:flags], "compile", *apart, "--select", *wanted, "config.materialized:incremental"]
    )
    if again.success:
        adapter: Any = FACTORY.adapters["duckdb"]
        if found := from_manifest(manifest, adapter.config, Path(os.environ["TAGRID_HOME"])):
            write_compiled(found, key, Path(path))
    return 0


def _failed(result) -> int:
    if result.exception:
        print(result.exception, flush=True)
    return 2 if result.exception else 1


if __name__ == "__main__":
    main()
