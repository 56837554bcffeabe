"""pyarrow is told of no pandas, and works with it as ever where it is asked for."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow  # a process of its own, in which pandas was never imported

_SCRIPT = """
import sys
from tagrid.core.arrow import spare_pandas
spare_pandas()
import pyarrow as pa
assert pa.table({"a": pa.array([1, None])}).num_rows == 2
assert "pandas" not in sys.modules
assert pa.table({"a": [1, 2]}).to_pandas()["a"].tolist() == [1, 2]
import pandas as pd
assert pa.Table.from_pandas(pd.DataFrame({"x": [1.5]})).to_pylist() == [{"x": 1.5}]
assert pa.array(pd.Series(["a", None])).to_pylist() == ["a", None]
"""


def test_pandas_is_spared_until_it_is_asked_for():
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
