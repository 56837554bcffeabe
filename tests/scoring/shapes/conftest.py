"""A home whose champion was trained on a made-up population."""

from datetime import date
from shutil import copytree

import pytest

from models_ml.load_shape import SCORE
from tagrid.core.project import Home
from tagrid.scoring.shapes.training import train_clusters
from tests.scoring.shapes.made_up import population

FIRST = date(2026, 1, 9)


@pytest.fixture(scope="session")
def shaped(tmp_path_factory):
    """A home with a champion, and what came of its training; read only."""
    home = Home(tmp_path_factory.mktemp("shaped"))
    return home, train_clusters(home, SCORE, [(FIRST, population(1)[0])])


@pytest.fixture
def own_shaped(shaped, tmp_path):
    """A copy of that home, to change."""
    copytree(shaped[0].models, tmp_path / "models")
    return Home(tmp_path), shaped[1]
