from .render import (
    check_kind_and_language as check_kind_and_language,
    document_page as document_page,
    in_format as in_format,
    segment_customers as segment_customers,
    write_documents as write_documents,
    write_file as write_file,
)
from .source import DocumentSource as DocumentSource
