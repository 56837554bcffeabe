from .archive import unpacking as unpacking
from .attention import acknowledge as acknowledge, all_warnings as all_warnings, open_warnings as open_warnings
from .awaited import awaited_days as awaited_days, awaited_text as awaited_text, awaited_warnings as awaited_warnings
from .checks import PLANNED as PLANNED
from .clock import home_clock as home_clock, stop_demo_clock as stop_demo_clock
from .contracts import (
    SourceColumn as SourceColumn,
    SourceTable as SourceTable,
    source_contract as source_contract,
    source_contracts as source_contracts,
)
from .coverage import (
    READINGS as READINGS,
    landed_calendar_warnings as landed_calendar_warnings,
    landed_range as landed_range,
    newest_day as newest_day,
)
from .draft import draft_mapping as draft_mapping, draft_notes as draft_notes
from .freshness import (
    FRESH as FRESH,
    LATE as LATE,
    STOPPED as STOPPED,
    FeedState as FeedState,
    describe_feeds as describe_feeds,
    feed_states as feed_states,
    silent_feeds as silent_feeds,
    stopped_feeds as stopped_feeds,
)
from .index import LandedIndex as LandedIndex, LandedTable as LandedTable, read_index as read_index
from .intake import ingest as ingest
from .journal import journal_damage as journal_damage, recover_journal as recover_journal
from .mend import check_landed as check_landed, landed_damage as landed_damage, repair_landing as repair_landing
from .parquet import ensure_schemas as ensure_schemas, status_table as status_table
from .past import TablePast as TablePast
from .plausible import last_day_of_most as last_day_of_most
from .today import refused_today as refused_today, uses_refused_today as uses_refused_today
from .withdrawal import restore as restore, withdraw as withdraw, withdrawals as withdrawals
