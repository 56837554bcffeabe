"""Reading a delivered file as bytes: plain or gzip, checked to the end, and no larger than a cap."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from tagrid.errors import BadInput

BLOCK = 8 << 20
# A year of daily readings of ten million meters is about 100 GB of text and comes in parts.
MAX_BYTES = 64 << 30
# A real export shrinks 5 to 30 times; what shrinks a thousand times is a bomb.
MAX_RATIO = 1000


def digest(path: Path) -> str:
    """Return the sha256 of a file's bytes as they lie on disk; an unreadable file is BadInput."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror or error}).") from error


def _raw_blocks(path: Path) -> Iterator[bytes]:
    packed = path.suffix == ".gz"
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _capped(path: Path, shown: str) -> Iterator[bytes]:
    total, on_disk = 0, path.stat().st_size
    try:
        for block in _raw_blocks(path):
            total += len(block)
            if total > MAX_BYTES:
                raise BadInput(f"{shown}: larger than {MAX_BYTES:,} bytes unpacked; deliver it in parts.")
            if path.suffix == ".gz" and total > BLOCK and total > MAX_RATIO * on_disk:
                raise BadInput(f"{shown}: unpacks to more than {MAX_RATIO} times its size; this is no export.")
            yield block
    except (OSError, EOFError, zlib.error) as error:
        what = "not a whole gzip file" if path.suffix == ".gz" else "cannot be read"
        raise BadInput(f"{shown}: {what} ({error}); export or copy it again.") from error


def line_blocks(path: Path, shown: str) -> Iterator[bytes]:
    """Yield the file's bytes in blocks that end at a line's end (a last line may lack one).

    ``shown`` is the file's name in messages. A corrupt or cut gzip file, a file over the cap and a line
    longer than a block are BadInput.
    """
    rest = b""
    for block in _capped(path, shown):
        cut = block.rfind(b"\n") + 1
        if not cut and len(rest) + len(block) > BLOCK:
            raise BadInput(f"{shown}: a line is longer than {BLOCK:,} bytes; this is not a CSV export.")
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        else:
            rest += block
    if rest:
        yield rest
