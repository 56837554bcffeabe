from .as_of import changes_known_since as changes_known_since, count_on_day as count_on_day
from .audit import (
    acting_user as acting_user,
    add_record as add_record,
    audit_records as audit_records,
    restart_seals as restart_seals,
    tampering as tampering,
    user_text as user_text,
)
from .disclosure import (
    SMALL_GROUP as SMALL_GROUP,
    SMALLEST_GROUP as SMALLEST_GROUP,
    count_or_none as count_or_none,
    count_text as count_text,
    is_disclosure_limited as is_disclosure_limited,
    least_shown as least_shown,
    restricted_tags_used as restricted_tags_used,
    rounded_count as rounded_count,
    rounded_ratio as rounded_ratio,
)
from .facets import (
    Attribute as Attribute,
    FoundFacets as FoundFacets,
    attribute_counts as attribute_counts,
    attribute_label as attribute_label,
    attributes as attributes,
    search_facets as search_facets,
)
from .index import (
    SegmentIndex as SegmentIndex,
    facet_counts as facet_counts,
    open_index as open_index,
    split_facets as split_facets,
)
from .json_form import from_json as from_json
from .language import MOST_CHARACTERS as MOST_CHARACTERS, BadExpression as BadExpression, parse as parse
from .rule import (
    All as All,
    ChangeCondition as ChangeCondition,
    Either as Either,
    FeatureCondition as FeatureCondition,
    Not as Not,
    Rule as Rule,
    SavedRule as SavedRule,
    TagCondition as TagCondition,
    children as children,
    rule_conditions as rule_conditions,
    tag_conditions as tag_conditions,
    to_sql as to_sql,
    to_text as to_text,
)
from .saved import (
    SavedSegment as SavedSegment,
    SegmentSize as SegmentSize,
    get_segment as get_segment,
    referencing_segments as referencing_segments,
    saved_expressions as saved_expressions,
    saved_segments as saved_segments,
    segment_revisions as segment_revisions,
    segment_sizes as segment_sizes,
    segments_in as segments_in,
    segments_session as segments_session,
)
from .saving import (
    MOST_DETAIL as MOST_DETAIL,
    MOST_NAME as MOST_NAME,
    ConflictingSave as ConflictingSave,
    delete_segment as delete_segment,
    rename_segment as rename_segment,
    save_segment as save_segment,
)
from .status import (
    SegmentStatus as SegmentStatus,
    record_sizes as record_sizes,
    replay_segment as replay_segment,
    segment_status as segment_status,
    size_alerts as size_alerts,
    version_on as version_on,
)
from .succession import (
    adopt_successors as adopt_successors,
    outgoing_tags as outgoing_tags,
    with_successors as with_successors,
)
from .workspace import (
    Workspace as Workspace,
    expression_or_saved as expression_or_saved,
    member_facts as member_facts,
    open_version as open_version,
    open_workspace as open_workspace,
)
