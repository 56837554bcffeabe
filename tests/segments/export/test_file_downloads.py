"""Downloads of the app go by themselves: by age, by count, and whatever a killed process left of them."""

import os
import threading

from tagrid.published.versions import find_version as version_of
from tagrid.segments.export.file import (
    DELETING_PREFIX,
    DOWNLOAD_PREFIX,
    DOWNLOAD_SECONDS,
    MOST_DOWNLOADS,
    clear_downloads,
    new_download_folder,
)
from tagrid.segments.export.schedule import after_refresh
from tests.segments.export.conftest import JUNE


def made(home, number: int, born: float):
    folder = home.root / "exports" / f"{DOWNLOAD_PREFIX}{number:03}"
    folder.mkdir(parents=True)
    (folder / "list.csv").write_text("客户")
    os.utime(folder, (born, born))
    return folder


def test_what_is_older_than_a_day_goes(home):
    now = 1_000_000.0
    young, old = made(home, 1, now - DOWNLOAD_SECONDS + 1), made(home, 2, now - DOWNLOAD_SECONDS - 1)
    assert clear_downloads(home, now) == 1
    assert young.exists() and not old.exists() and clear_downloads(home, now) == 0


def test_of_many_the_last_stay(home):
    folders = [made(home, number, 1_000.0 + number) for number in range(MOST_DOWNLOADS + 3)]
    assert clear_downloads(home, 1_100.0) == 3
    assert [folder.exists() for folder in folders] == [False] * 3 + [True] * MOST_DOWNLOADS


def test_who_was_held_out_and_what_is_no_download_stay(home):
    folder = made(home, 1, 0.0).parent
    (folder / "000001.parquet").write_bytes(b"x")
    (folder / "other").mkdir()
    (folder / f"{DOWNLOAD_PREFIX}link").symlink_to(folder / "other")
    clear_downloads(home, 1e9)
    assert sorted(path.name for path in folder.iterdir()) == ["000001.parquet", f"{DOWNLOAD_PREFIX}link", "other"]


def test_what_a_killed_process_left_half_deleted_goes_the_next_time(home):
    folder = made(home, 1, 1e9)
    half = folder.with_name(f"{DELETING_PREFIX}{DOWNLOAD_PREFIX}000")
    half.mkdir()
    (half / "list.csv").write_text("客户")
    assert clear_downloads(home, 1e9) == 0
    assert not half.exists() and folder.exists()


def test_two_that_clear_at_once_do_not_stumble(home):
    for number in range(30):
        made(home, number, 0.0)
    failed = []

    def run():
        try:
            clear_downloads(home, 1e9)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == [] and list((home.root / "exports").iterdir()) == []


def test_a_new_download_and_a_refresh_clear_the_old(home):
    old = made(home, 1, 0.0)
    assert new_download_folder(home).is_dir() and not old.exists()
    old = made(home, 2, 0.0)
    assert after_refresh(home, version_of(home, JUNE)) == [] and not old.exists()
