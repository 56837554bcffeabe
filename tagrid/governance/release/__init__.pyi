from .approval import ApprovalRequest as ApprovalRequest, approve as approve
from .changes import Change as Change, greatest as greatest
from .diff import Diff as Diff, names_to_compare as names_to_compare, print_diff as print_diff
from .effect import Migration as Migration, ReleaseEffect as ReleaseEffect
from .freeze import check as check, refuse_faults as refuse_faults, release as release
from .lifecycle import STATES as STATES
from .releases import (
    WORKING as WORKING,
    catalog_named as catalog_named,
    catalog_with_counts as catalog_with_counts,
    read_release as read_release,
    served_version as served_version,
    working as working,
    working_state as working_state,
)
