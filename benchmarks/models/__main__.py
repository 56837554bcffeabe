"""One table of all public benchmarks: ours beside the naive rule, logistic regression, plain boosting and others.

    make bench-models CREDIT=../data/credit_default TIANCHI=../data/tianchi SIMBENCH=../data/simbench DEMO=var

Each is run on the folder named for it; what is not named, or not there, is said and left out.
"""

import argparse
import importlib
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.models.published import PUBLISHED
from benchmarks.models.row import Row
from benchmarks.models.shown import print_rows

SIMBENCH_FILE = "load_profiles.parquet"
# The option, and the modules it runs.
BENCHMARKS = {
    "credit": ("credit",),
    "tianchi": ("tianchi", "decline"),
    "simbench": ("simbench",),
    "demo": ("demo",),
}


def _run(module: str, folder: Path) -> list[Row]:
    began = perf_counter()
    rows = importlib.import_module(f"benchmarks.models.{module}").rows(folder)
    print(f"{module}: {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return rows


def main() -> None:
    """Run what there are data for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in BENCHMARKS:
        parser.add_argument(f"--{name}", default="", help=f"folder of {name}")
    asked, rows = vars(parser.parse_args()), []
    for name, modules in BENCHMARKS.items():
        folder = Path(asked[name])
        if not asked[name] or not folder.exists():
            why = f"there is no {folder}" if asked[name] else f"name its folder, {name.upper()}=..."
            print(f"{name} is left out: {why}", file=sys.stderr, flush=True)
            continue
        if name == "simbench" and folder.is_dir():
            folder /= SIMBENCH_FILE
        for module in modules:
            rows += _run(module, folder)
    if not rows:
        sys.exit("No benchmark was run: none of the folders is there.")
    print_rows(rows, PUBLISHED)


if __name__ == "__main__":
    main()
