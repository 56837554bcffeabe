"""Deliveries: read, map, check and land a utility's tables as typed Parquet, whole or not at all."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
