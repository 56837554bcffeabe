"""What tests of the documentation share: the module that makes the generated pages, which no package holds."""

import importlib.util
from types import ModuleType

from tagrid.core.overlay import REFERENCE


def reference() -> ModuleType:
    """The module that makes the generated pages."""
    spec = importlib.util.spec_from_file_location("reference", REFERENCE / "docs" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
