"""Confidence intervals of shares and of their differences."""

from math import sqrt

Z95 = 1.959963984540054


def wilson_interval(hits: float, of: float, z: float = Z95) -> tuple[float, float]:
    """Return the interval a share lies in with 95 % confidence (Wilson 1927), (0, 1) where nothing was seen.

    Unlike hits ± 1.96 standard errors it stays within 0 and 1 and does not shrink to a point at either end.
    """
    if of <= 0:
        return 0.0, 1.0
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    # Rounding may carry an end past the share itself, or past 0 and 1.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def difference_interval(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two shares, each (hits, of); Newcombe 1998, method 10."""
    (a, m), (b, n) = first, second
    share_a, share_b = (a / m if m else 0.0), (b / n if n else 0.0)
    (low_a, high_a), (low_b, high_b) = wilson_interval(a, m), wilson_interval(b, n)
    below = sqrt((share_a - low_a) ** 2 + (high_b - share_b) ** 2)
    above = sqrt((high_a - share_a) ** 2 + (share_b - low_b) ** 2)
    return share_a - share_b - below, share_a - share_b + above
