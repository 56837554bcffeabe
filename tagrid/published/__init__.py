"""The read side of versions: find, verify and open one; its bits, feature columns, history and customers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
