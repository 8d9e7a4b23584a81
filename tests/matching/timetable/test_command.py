"""python -m matching.timetable: exit codes and files."""

import json
import subprocess
import sys

import pytest

from matching.timetable.__main__ import main
from tests.matching.timetable.test_reading import GOOD, stated


@pytest.fixture
def file(tmp_path):
    def write(text, name="fair.json"):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return write


def test_a_published_instance_is_solved_and_written(file, tmp_path, capsys):
    out = tmp_path / "result.json"
    assert main([file(GOOD, "fair.dzn"), "--seconds", "10", "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert result["status"] == "optimal"
    assert result["gap"] == 0
    assert {row["id"] for row in result["scheduled"]} == {"1", "2"}
    assert next(row for row in result["scheduled"] if row["id"] == "2")["slot"] == 3
    assert "optimal" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fair.json", "{"),
        ("fair.json", stated(slots=0)),
        ("fair.json", stated(meetings=[{"id": "m1", "a": "a", "b": "a"}])),
        ("fair.dzn", GOOD.replace("2, 3, 3", "2, 9, 3")),
    ],
)
def test_bad_input_is_refused_with_2(file, capsys, name, text):
    assert main([file(text, name)]) == 2
    assert "line" in capsys.readouterr().err or "slots" in text


def test_what_is_impossible_is_written_with_3(file, tmp_path):
    out = tmp_path / "result.json"
    meetings = [{"id": "m1", "a": "a", "b": "b", "after": ["m2"]}, {"id": "m2", "a": "a", "b": "c", "after": ["m1"]}]
    assert main([file(stated(meetings=meetings)), "--out", str(out)]) == 3
    result = json.loads(out.read_text())
    assert result["status"] == "infeasible"
    assert result["reason"] == {"code": "cycle", "meetings": result["reason"]["meetings"]}
    assert result["scheduled"] == []


def test_nothing_found_is_4(file, tmp_path):
    pairs = [("a", "b"), ("b", "c"), ("c", "a")]
    people = [{"id": who} for who in "abcdef"]
    meetings = [{"id": f"m{n}", "a": a, "b": b, "slots": [0, 1]} for n, (a, b) in enumerate(pairs)]
    out = tmp_path / "result.json"
    text = stated(places=[{"id": "T1"}, {"id": "T2"}], participants=people, meetings=meetings, candidates=[], needs=[])
    assert main([file(text), "--steps", "2000", "--workers", "1", "--out", str(out)]) == 4
    assert json.loads(out.read_text())["status"] == "unknown"
    assert main([file(text), "--seconds", "20", "--out", str(out)]) == 3


def test_fairness_may_be_given_or_lifted(file, capsys):
    people = [{"id": "a", "forbidden": [1]}, {"id": "b"}, {"id": "c"}]
    text = stated(participants=people, candidates=[], fairness=0)
    assert main([file(text), "--seconds", "10"]) == 3
    assert main([file(text), "--seconds", "10", "--fairness", "none"]) == 0
    assert main([file(text), "--seconds", "10", "--fairness", "1"]) == 0
    assert main([file(text), "--fairness", "-1"]) == 2


def test_a_previous_result_is_repaired(file, tmp_path):
    out = tmp_path / "result.json"
    path = file(stated())
    assert main([path, "--steps", "5000", "--workers", "1", "--out", str(out)]) == 0
    again = tmp_path / "again.json"
    assert main([path, "--previous", str(out), "--repair", "--out", str(again)]) == 0
    first, second = json.loads(out.read_text()), json.loads(again.read_text())
    assert second["scheduled"] == first["scheduled"]
    assert second["objective"]["moved"] == 0
    assert main([path, "--previous", path]) == 2


def test_it_runs_as_a_module(file):
    command = [sys.executable, "-m", "matching.timetable", file(stated()), "--steps", "1000", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
