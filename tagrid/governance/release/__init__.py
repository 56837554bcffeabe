"""Releases of the catalog: what changed, what it does to customers and segments, who approved it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
