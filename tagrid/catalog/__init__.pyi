from .access import HIDDEN as HIDDEN, Viewer as Viewer
from .checks import (
    CODE as CODE,
    LISTS as LISTS,
    NAME as NAME,
    RESERVED as RESERVED,
    TODO as TODO,
    bare_text as bare_text,
    clashes as clashes,
    placement_remarks as placement_remarks,
    tag_faults as tag_faults,
)
from .codes import code_label as code_label, column_codes as column_codes, common_code_label as common_code_label
from .columns import WITHOUT_UNIT as WITHOUT_UNIT, column_faults as column_faults, column_labels as column_labels
from .criterion import criterion_remarks as criterion_remarks
from .dbt_models import (
    MODELS as MODELS,
    model_files as model_files,
    parse_model as parse_model,
    seed_files as seed_files,
)
from .described import (
    delivered_tables as delivered_tables,
    describe as describe,
    with_rules as with_rules,
    with_rules_of as with_rules_of,
)
from .digests import (
    columns_digest as columns_digest,
    executable_sql as executable_sql,
    only_adds_values as only_adds_values,
    same_meaning as same_meaning,
    same_rule as same_rule,
    short_digest as short_digest,
    with_digests as with_digests,
)
from .feeds import feed_notes as feed_notes
from .files import CATALOG_FILE as CATALOG_FILE, RELEASES as RELEASES, load as load
from .lineage import KEY as KEY, pedigrees as pedigrees
from .match import (
    edge_remarks as edge_remarks,
    evaluate_examples as evaluate_examples,
    example_faults as example_faults,
    match_faults as match_faults,
    restated_faults as restated_faults,
    theme_faults as theme_faults,
    underived_faults as underived_faults,
)
from .model import (
    CADENCES as CADENCES,
    UNKNOWN as UNKNOWN,
    Approval as Approval,
    Catalog as Catalog,
    Example as Example,
    NonEmptyStr as NonEmptyStr,
    Strict as Strict,
    Tag as Tag,
    TagClass as TagClass,
    TagText as TagText,
)
from .overrides import PROJECT_FILE as PROJECT_FILE, disabled as disabled, tags_off as tags_off
from .render import print_tag as print_tag, print_tree as print_tree
from .rules import (
    PREFIX as PREFIX,
    STEP as STEP,
    CaseBranch as CaseBranch,
    TagRule as TagRule,
    branches as branches,
    columns_read as columns_read,
    results as results,
    tagged_step as tagged_step,
)
from .search import Hit as Hit
from .synonyms import search_words as search_words
from .uses import USE_KINDS as USE_KINDS, last_uses as last_uses, record as record
