from .columns import (
    InputColumn as InputColumn,
    columns_by_theme as columns_by_theme,
    describe_columns as describe_columns,
    template as template,
)
from .draft import (
    PartialText as PartialText,
    TagIdea as TagIdea,
    create_draft as create_draft,
    write_new_file as write_new_file,
)
from .grammar import NotARule as NotARule
from .hand_over import sql_column as sql_column
from .nearest import (
    NearTag as NearTag,
    in_data as in_data,
    in_meaning as in_meaning,
    sharing_data as sharing_data,
)
from .preview import Preview as Preview
from .proposal import IN as IN, draft_from_segment as draft_from_segment, with_to_do as with_to_do
from .render import (
    objections as objections,
    preview_data as preview_data,
    preview_text as preview_text,
    remarks as remarks,
)
from .steps import concept_warnings as concept_warnings, open_points as open_points
from .stored import new_draft_id as new_draft_id, store_draft as store_draft, stored_draft as stored_draft
from .unread import preview_all as preview_all
