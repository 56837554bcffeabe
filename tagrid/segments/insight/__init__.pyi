from .comparison import (
    MOST_SEGMENTS as MOST_SEGMENTS,
    Contrast as Contrast,
    CrossTable as CrossTable,
    ExactIntersection as ExactIntersection,
    ValueDifference as ValueDifference,
    contrast_segments as contrast_segments,
    cross_tabulate as cross_tabulate,
    exact_intersections as exact_intersections,
)
from .moves import (
    MembershipChange as MembershipChange,
    SizeInVersion as SizeInVersion,
    membership_change as membership_change,
    size_in_version as size_in_version,
    size_trend as size_trend,
)
from .places import PLACE_KINDS as PLACE_KINDS, PlaceCount as PlaceCount, PlaceMap as PlaceMap, place_map as place_map
from .profile import (
    MonthOfUse as MonthOfUse,
    ProfileRow as ProfileRow,
    ValueShare as ValueShare,
    segment_profile as segment_profile,
    tag_distribution as tag_distribution,
    usage_curve as usage_curve,
)
from .similar import SimilarCustomers as SimilarCustomers, find_similar as find_similar, implied_tags as implied_tags
from .why import RuleBranch as RuleBranch, explain_membership as explain_membership
