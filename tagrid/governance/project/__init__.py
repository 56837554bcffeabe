"""A project of one's own: made from the template, its overrides, and what a newer engine changes for it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
