"""The `tagrid` command, `python -m tagrid`: what a start need not cost is set before the first library is imported."""

import gc
import os

# A start makes objects that live until the end: to look through them for dead ones costs a tenth of it.
gc.set_threshold(50_000)

# No plug-in of pydantic is wanted; to look for one reads the metadata of every installed package.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# numpy starts a thread for each processor, and nothing here multiplies large matrices.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tagrid.cli import main  # noqa: E402 - what stands above must come first

if __name__ == "__main__":
    main()
