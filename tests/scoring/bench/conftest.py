"""Made-up labelled rows, of which it is known what tells the label and what does not."""

import numpy as np
import polars as pl
import pytest

SIZE = 900


def made(seed: int = 3, size: int = SIZE) -> pl.DataFrame:
    """Rows of which ``late`` and ``kind`` tell the label, ``noise`` does not, and ``gap`` is missing at random."""
    random = np.random.default_rng(seed)
    late, noise, gap = random.normal(size=size), random.normal(size=size), random.normal(size=size)
    kind = random.choice(["shop", "home", "farm"], size)
    chance = 1 / (1 + np.exp(1.6 - 1.6 * late - 1.2 * (kind == "shop") - 0.5 * gap))
    gap[random.random(size) < 0.2] = np.nan
    return pl.DataFrame(
        {
            "customer": [f"{n:06d}" for n in range(size)],
            "late": late,
            "kind": kind,
            "noise": noise,
            "gap": pl.Series(gap).fill_nan(None),
            "same": 1,
            "label": (random.random(size) < chance).astype(int),
        }
    )


@pytest.fixture
def rows() -> pl.DataFrame:
    """Good rows."""
    return made()


@pytest.fixture
def written(tmp_path):
    """Write rows to a CSV file and return its path."""

    def write(rows: pl.DataFrame, name: str = "rows.csv"):
        path = tmp_path / name
        rows.write_parquet(path) if name.endswith(".parquet") else rows.write_csv(path)
        return path

    return write
