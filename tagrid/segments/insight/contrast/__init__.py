"""What distinguishes two segments: the values of tags that most differ between them."""

from tagrid.segments.insight.contrast.differ import Contrast, Difference, contrast

__all__ = ["Contrast", "Difference", "contrast"]
