"""A limit that leaves too little memory is told before anything is begun."""

import resource

import pytest

from tagrid.core import memory
from tagrid.core.errors import TagridError

GB = memory.GB


@pytest.mark.parametrize("limit, told", [(1.3, True), (1.9, True), (2.5, False), (None, False)])
def test_a_narrow_address_space_is_told(monkeypatch, tmp_path, limit, told):
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    space = int(limit * GB) if limit else resource.RLIM_INFINITY
    monkeypatch.setattr(resource, "getrlimit", lambda _: (space, resource.RLIM_INFINITY))
    if not told:
        memory.require_memory("tagrid refresh")
        return
    with pytest.raises(TagridError, match=r"needs at least 2\.0 GB of memory; the limit here \(ulimit -v\)"):
        memory.require_memory("tagrid refresh")


@pytest.mark.parametrize("text, told", [("1395864371", True), ("max", False), (str(4 * GB), False)])
def test_a_narrow_control_group_is_told(monkeypatch, tmp_path, text, told):
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    (tmp_path / "memory.max").write_text(f"{text}\n")
    limits = [one for one in memory.memory_limits() if one[1] < one[2]]
    assert bool(limits) is told
