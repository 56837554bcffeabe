"""The declarations of the scores: one module a score, found by folder.

Each says what is predicted and from what; ``tagrid.scoring`` does the rest.
"""

from tagrid.core.overlay import roots

# A project's own declarations lie over the reference ones.
__path__ = [str(root / "models_ml") for root in roots()]
