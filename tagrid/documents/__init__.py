"""The three documents customers receive: usage report, health file, outage notice."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
