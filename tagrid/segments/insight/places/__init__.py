"""Where the customers of a segment are: by district or feeder, over their coordinates."""

from tagrid.segments.insight.places.ground import KINDS, Ground, Place, ground

__all__ = ["KINDS", "Ground", "Place", "ground"]
