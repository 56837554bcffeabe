"""The declarations of scores, one module a score, found by folder; what is predicted from what, the rest is done elsewhere.

A project's own modules lie over the reference ones, by name.
"""

from tagrid.core.overlay import roots

__path__ = [str(root / "models_ml") for root in roots()]
