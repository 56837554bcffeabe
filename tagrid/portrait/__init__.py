"""One customer on a day: tags with their history and reasons, usage, events, outages, memberships."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
