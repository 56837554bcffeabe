"""The taxonomy as one object: its files, checks and access, and the rules and lineage read off the dbt project."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
