"""Arrow's compute functions, under a name whose type is open: they are made at run time, unseen by a checker."""

import importlib
from typing import Any

compute: Any = importlib.import_module("pyarrow.compute")
