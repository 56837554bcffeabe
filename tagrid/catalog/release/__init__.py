"""Releases: the catalog frozen under a version, what differs between two of them, and what that does to people."""

from tagrid.catalog.release.changes import Change, changes
from tagrid.catalog.release.freeze import Release, release, released, releases
from tagrid.catalog.release.working import WORKING, catalog_named, served_version, working

__all__ = [
    "WORKING",
    "Change",
    "Release",
    "catalog_named",
    "changes",
    "release",
    "released",
    "releases",
    "served_version",
    "working",
]
