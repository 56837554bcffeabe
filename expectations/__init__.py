"""What may come in and what may be published, as suites of Great Expectations; a project's own modules come first."""

from tagrid.core.overlay import roots

__path__ = [str(root / "expectations") for root in roots()]
