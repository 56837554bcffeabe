from .checks import PLANNED as PLANNED
from .contracts import (
    SourceColumn as SourceColumn,
    SourceTable as SourceTable,
    source_contract as source_contract,
    source_contracts as source_contracts,
)
from .index import LandedIndex as LandedIndex, LandedTable as LandedTable, read_index as read_index
from .intake import ingest as ingest
from .journal import journal_damage as journal_damage, recover_journal as recover_journal
from .mend import check_landed as check_landed, landed_damage as landed_damage, repair_landing as repair_landing
from .parquet import ensure_schemas as ensure_schemas, status_table as status_table
from .past import TablePast as TablePast, measures as measures
