"""Zipped files of a delivery: unpacked aside with bounds on size, each file under its archive's name."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tagrid.core.errors import BadInput
from tagrid.core.project import Home

ENDING = ".zip"

MAX_FILES = 10_000
MAX_BYTES = 64 << 30
MAX_RATIO = 1000


@contextmanager
def unpacking(home: Home) -> Generator[Path]:
    """Give a folder to unpack into, made when it is first used and gone afterwards."""
    folder = home.work / f"unpacked-{os.getpid()}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(path: Path, shown: str, into: Path) -> dict[str, Path]:
    """Unpack a zip file into a folder; return its files by their names in it.

    A damaged or locked archive, one that leads out of itself, or one that grows beyond bounds is BadInput.
    """
    try:
        # Archives made on Chinese Windows name their files in GBK.
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            _check(entries, path, shown)
            return {_inner_name(e, shown): _write(packed, e, into / f"{i:05}", shown) for i, e in enumerate(entries)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise BadInput(
            en=f"{shown}: not a whole zip file ({error}); pack or copy it again.",
            zh=f"{shown}：不是完整的 zip 文件（{error}），请重新打包或复制。",
        ) from error


def _check(entries: list[zipfile.ZipInfo], path: Path, shown: str) -> None:
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_FILES or size > MAX_BYTES or (size > 8 << 20 and size > MAX_RATIO * path.stat().st_size):
        raise BadInput(
            en=f"{shown}: unpacks to {len(entries):,} files of {size:,} bytes; this is no export.",
            zh=f"{shown}：解压后有 {len(entries):,} 个文件、共 {size:,} 字节，不是正常的导出文件。",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput(
            en=f"{shown}: is under a password; deliver it without.", zh=f"{shown}：设有密码，请去掉密码后再交付。"
        )


def _inner_name(entry: zipfile.ZipInfo, shown: str) -> str:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts:
        raise BadInput(
            en=f"{shown}: {entry.filename!r} leads out of the archive.",
            zh=f"{shown}：“{entry.filename}”指向压缩包之外。",
        )
    return name.as_posix()


def _write(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, shown: str) -> Path:
    """Write one file under a name of our own making but its ending, no more bytes than the archive says."""
    folder.mkdir(parents=True)
    made = folder / PurePosixPath(entry.filename.replace("\\", "/")).name
    left = entry.file_size
    with packed.open(entry) as source, made.open("wb") as out:
        while block := source.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise BadInput(
                    en=f"{shown}: {entry.filename} is longer than the archive says; pack it again.",
                    zh=f"{shown}：{entry.filename} 比压缩包所记的更长，请重新打包。",
                )
            out.write(block)
    return made
