from .bills import (
    UNITS as UNITS,
    bill_lines as bill_lines,
    bill_state as bill_state,
    corrected_days as corrected_days,
    correction_reason as correction_reason,
    line_label as line_label,
)
from .comparison import (
    METRICS as METRICS,
    Comparisons as Comparisons,
    PeerComparison as PeerComparison,
    compare_days as compare_days,
    compare_facts as compare_facts,
    compare_tags as compare_tags,
    compare_with_peers as compare_with_peers,
    peer_group as peer_group,
    peer_quartiles as peer_quartiles,
    rule_columns as rule_columns,
    supply_of as supply_of,
)
from .conversation import (
    TalkingPoint as TalkingPoint,
    point_texts as point_texts,
    talking_points as talking_points,
)
from .outages import (
    hours_before as hours_before,
    minutes_between as minutes_between,
    minutes_over_plan as minutes_over_plan,
    notice_begins as notice_begins,
    notice_result as notice_result,
    outages_of_year as outages_of_year,
)
from .person import portrait as portrait, portrait_on as portrait_on, timeline as timeline
from .phrasing import Phrasing as Phrasing
from .render import show as show
from .summary import (
    Memberships as Memberships,
    chosen_highlights as chosen_highlights,
    highlights as highlights,
    memberships as memberships,
)
from .supply_file import (
    customer_file as customer_file,
    meters_of as meters_of,
    price_parts as price_parts,
    register_months as register_months,
    register_state as register_state,
    registered_sources as registered_sources,
    retail_form as retail_form,
    retail_price as retail_price,
    supply_lines as supply_lines,
)
from .usage import (
    daily as daily,
    holidays as holidays,
    outage_days as outage_days,
    outages_of as outages_of,
    quarters as quarters,
    rhythm as rhythm,
    without_supply as without_supply,
)
from .why import RuleInput as RuleInput, Why as Why
