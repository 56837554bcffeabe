"""pyarrow without pandas: it imports pandas with the first array it makes, which a command that uses none need not pay.

The import takes half a second of processor time, a quarter of what it takes to land a day.
"""

import sys


class _NoPandas:
    """A finder of modules that finds no pandas."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def spare_pandas() -> None:
    """Let pyarrow find no pandas when it first looks; where pandas is asked for later, it is imported as ever."""
    if "pandas" in sys.modules:
        return
    import pyarrow as pa  # heavy; a command that makes no array does not call this

    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(_NoPandas)
