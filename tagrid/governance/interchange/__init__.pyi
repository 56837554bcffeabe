from .write import (
    Format as Format,
    as_bytes as as_bytes,
    checked_base as checked_base,
    chosen_format as chosen_format,
    edition as edition,
    replace_file as replace_file,
)
