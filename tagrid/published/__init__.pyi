from .bits import Mask as Mask, counts_within as counts_within, to_flags as to_flags
from .customers import (
    account_numbers as account_numbers,
    customer_facts as customer_facts,
    customer_ids as customer_ids,
    find_customer as find_customer,
    merged_accounts as merged_accounts,
    search_customers as search_customers,
    survivor_of as survivor_of,
    unknown_customer as unknown_customer,
)
from .features import (
    CUSTOMER as CUSTOMER,
    Features as Features,
    Kind as Kind,
    feature_table as feature_table,
    read_features as read_features,
)
from .feeds import customer_feed_notes as customer_feed_notes, version_feed_notes as version_feed_notes
from .history import (
    HISTORY as HISTORY,
    KNOWN_THEN as KNOWN_THEN,
    History as History,
    HistoryQuery as HistoryQuery,
    HistoryRun as HistoryRun,
    LogFile as LogFile,
    latest_history as latest_history,
    log_folder as log_folder,
    log_relation as log_relation,
    query_history as query_history,
    read_history as read_history,
    tag_changes as tag_changes,
    value_intervals as value_intervals,
    values_on_day as values_on_day,
)
from .index import (
    BITS as BITS,
    DESCRIPTION as DESCRIPTION,
    FORMAT as FORMAT,
    IndexRows as IndexRows,
    TagIndex as TagIndex,
    read_index_files as read_index_files,
    row_digest as row_digest,
)
from .inputs import (
    KEY as KEY,
    RULE_INPUTS as RULE_INPUTS,
    SCORE_INPUTS as SCORE_INPUTS,
    rule_inputs_table as rule_inputs_table,
    score_inputs_table as score_inputs_table,
)
from .versions import (
    CATALOG as CATALOG,
    MANIFEST as MANIFEST,
    NOTHING_PUBLISHED as NOTHING_PUBLISHED,
    SEGMENTS as SEGMENTS,
    SERVING as SERVING,
    Version as Version,
    all_versions as all_versions,
    current_version as current_version,
    database_damage as database_damage,
    find_version as find_version,
    id_key as id_key,
    note_verified as note_verified,
    pointed_id as pointed_id,
    pointer_text as pointer_text,
    read_pointer as read_pointer,
    read_version as read_version,
    sealed as sealed,
    version_ids as version_ids,
    version_known_on as version_known_on,
)
