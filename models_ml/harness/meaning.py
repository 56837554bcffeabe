"""How a score's features are computed, as one digest: a model must not read numbers that mean something else."""

from models_ml.shapes.declaration import Trainable


def computed_as(score: Trainable) -> str:
    """Digest of the SQL of every feature, down to staging; another one makes an older model unusable."""
    from tagrid.catalog.release.below import meaning

    return meaning((feature.model, feature.column) for feature in score.features)
