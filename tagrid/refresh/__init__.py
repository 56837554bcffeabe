"""The write side of versions: what is due, build, gate, publish, history, ledger."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
