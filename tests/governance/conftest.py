"""The small taxonomy and project that the catalog's tests break, for those of governance too."""

from tests.catalog.conftest import project, taxonomy  # noqa: F401
