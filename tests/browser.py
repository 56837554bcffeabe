"""Find the Chromium that the journeys drive, or install it; a test run never goes on without it.

`make test` calls `python -m tests.browser`: it prints the browser it found, installs Debian's one and a
Chinese font where it may, and otherwise says exactly what to install and fails.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def find() -> str | None:
    """Return the path of the browser: ``TAGRID_CHROMIUM`` if set, else the first known name on the PATH."""
    return os.environ.get("TAGRID_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def has_chinese_font() -> bool:
    """Tell whether the system has a font for Chinese; without one screenshots show boxes."""
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def _install() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"installing {' '.join(PACKAGES)} with apt-get ...", flush=True)
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    updated = subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    got = subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], check=False, **quiet)
    return updated.returncode == 0 and got.returncode == 0


def main() -> int:
    """Make sure that there is a browser and a Chinese font; return the exit code."""
    if not (find() and has_chinese_font()):
        _install()
    if find() and has_chinese_font():
        print(f"browser for the journeys: {find()}")
        return 0
    print(
        "The browser journeys need Chromium and a Chinese font. Install them, for example:\n"
        f"    sudo apt-get install {' '.join(PACKAGES)}\n"
        "or set TAGRID_CHROMIUM to the path of a Chromium or Chrome.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
