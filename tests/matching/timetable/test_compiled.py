"""Compiled moves on disk: after an upgrade, in an installation that cannot be written, after a full disk."""

import shutil

import numba
import pytest

from matching.timetable import compiled as module
from matching.timetable.compiled import SOURCES, compiled, folder


def twice(number):
    return 2 * number


@pytest.fixture
def sources(tmp_path, monkeypatch):
    for name in SOURCES:
        shutil.copy(module.HERE / name, tmp_path)
    monkeypatch.setattr(module, "HERE", tmp_path)
    return tmp_path


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder of compiled moves, elsewhere for this test."""
    path = tmp_path / "moves"
    monkeypatch.setattr(module, "folder", lambda: path)
    return path


@pytest.mark.parametrize("name", SOURCES)
def test_moves_of_another_state_of_any_source_are_kept_elsewhere(sources, name):
    before = folder.__wrapped__()
    assert folder.__wrapped__() == before
    (sources / name).write_text((sources / name).read_text() + "# changed")
    assert folder.__wrapped__() != before


def test_moves_of_another_numba_are_kept_elsewhere(sources, monkeypatch):
    before = folder.__wrapped__()
    monkeypatch.setattr(numba, "__version__", "0.0")
    assert folder.__wrapped__() != before


def test_every_compiled_module_is_among_the_sources():
    using = [path.name for path in module.HERE.glob("*.py") if "timetable.compiled import compiled" in path.read_text()]
    assert sorted(using) == sorted(SOURCES)


def test_kept_moves_are_taken_again(kept):
    assert compiled(twice)(21) == 42
    again = compiled(twice)
    assert again(21) == 42
    assert sum(again.stats.cache_hits.values()) == 1


@pytest.mark.parametrize("text", [b"", b"half a fi", b"cmatching.timetable.state\nGone\n."])
def test_moves_that_cannot_be_read_are_compiled_anew(kept, text):
    compiled(twice)(21)
    files = list(kept.iterdir())
    assert files
    for file in files:
        file.write_bytes(text)
    again = compiled(twice)
    assert again(21) == 42
    assert not again.stats.cache_hits


def test_where_nothing_can_be_written_moves_are_compiled_for_the_process(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(module, "folder", lambda: tmp_path / "file" / "moves")
    assert compiled(twice)(21) == 42
