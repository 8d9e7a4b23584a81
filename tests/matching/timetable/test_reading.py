import json

import pytest

from matching.timetable import InputError, dzn
from matching.timetable.reading import parse_json, read

GOOD = """% two firms
nBusiness = 3; nMeetings = 2; nTables = 1;
nTotalSlots = 4; nMorningSlots = 2;
requested = [|1, 2, 1,
|2, 3, 3 |];
fixed = [0, 4];
forbidden = [{0}, {1, 3}, 2..3];
precedences = [{}, {1}];
"""


def test_a_published_instance_is_read_from_0():
    problem = dzn.parse(GOOD)
    assert problem.fairness == 2
    assert problem.goal == "breaks"
    assert [who.forbidden for who in problem.participants] == [frozenset(), {0, 2}, {1, 2}]
    first, second = problem.meetings
    assert (first.a, first.b, first.slots, first.fixed) == ("1", "2", {0, 1}, None)
    assert (second.slots, second.fixed, second.after) == (None, 3, ("1",))


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("|2, 3, 3 |]", "|2, 2, 3 |]", 5, "meets itself"),
        ("|2, 3, 3 |]", "|2, 9, 3 |]", 5, "unknown participant 9"),
        ("|2, 3, 3 |]", "|2, 3, 7 |]", 5, "session"),
        ("|2, 3, 3 |]", "|2, 3 |]", 5, "a row must be"),
        ("|2, 3, 3 |]", "|2, x, 3 |]", 5, "whole number"),
        ("fixed = [0, 4]", "fixed = [0, 5]", 6, "no slot 5"),
        ("fixed = [0, 4]", "fixed = [0]", 6, "1 rows, not 2"),
        ("{1, 3}", "{1, 7}", 7, "no slot 7"),
        ("{1, 3}", "1", 7, "a set of slots"),
        ("[{}, {1}]", "[{}, {3}]", 8, "set of meetings"),
        ("nTotalSlots = 4", "nTotalSlots = 0", 3, "at least one slot"),
        ("nMorningSlots = 2", "nMorningSlots = 5", 3, "between 0 and"),
        ("nTables = 1", "nTables = -1", 2, "negative"),
        ("nTables = 1", "nTables = {}", 2, "whole number"),
        ("nTables = 1;", "", None, "nTables is missing"),
        ("nTables = 1;", "nTables = 1; nTables = 1;", 2, "twice"),
        ("nTables = 1;", "nTables = ?;", 2, "unexpected"),
        ("nTables = 1;", "nTables 1;", 2, "“=” is expected"),
        ("[{}, {1}];", "[{}, {1}", 8, "ends too early"),
    ],
)
def test_a_fault_in_a_published_instance_is_named_with_its_line(old, new, line, reason):
    assert old in GOOD
    with pytest.raises(InputError, match=reason) as fault:
        dzn.parse(GOOD.replace(old, new))
    assert fault.value.line == line


def stated(**changes):
    data = {
        "slots": 3,
        "places": [{"id": "T1"}],
        "participants": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        "meetings": [{"id": "m1", "a": "a", "b": "b"}, {"id": "m2", "a": "a", "b": "c"}],
        "candidates": [{"id": "c1", "a": "b", "b": "c", "score": 2}],
        "resources": [{"id": "ja"}],
        "needs": [{"meeting": "m1", "any_of": ["ja"]}],
    }
    return json.dumps(data | changes, indent=1)


def test_our_own_file_is_read():
    problem = parse_json(stated(days=[[0, 2], [2, 3]]))
    assert [one.id for one in problem.meetings] == ["m1", "m2"]
    assert problem.candidates[0].score == 2
    assert not problem.candidates[0].is_mandatory
    assert problem.days == ((0, 2), (2, 3))
    assert problem.fairness is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"slots": 0}, "slots"),
        ({"slots": True}, "slots"),
        ({"days": [[0, 2]]}, "days"),
        ({"days": [[0, 2], [1, 3]]}, "days"),
        ({"fairness": -1}, "fairness"),
        ({"wishes": []}, "unknown entry"),
        ({"places": {}}, "must be a list"),
        ({"places": [{"id": "T1", "x": "near"}]}, "must be a number"),
        ({"places": [{"id": "T1"}, {"id": "T1"}]}, "stands twice"),
        ({"participants": [{"id": "a"}, {"id": "b"}]}, "unknown participant"),
        ({"participants": [{"id": "a", "forbidden": [3]}]}, "no slot 3"),
        ({"participants": [{"id": "a", "min": 3, "max": 2}]}, "min is more than max"),
        ({"participants": [{"id": "a", "people": 0}]}, "people"),
        ({"participants": [{"id": "a", "place": "T9"}]}, "unknown place"),
        ({"meetings": [{"id": "m1", "a": "a", "b": "a"}]}, "meets itself"),
        ({"meetings": [{"id": "m1", "a": "a", "b": "b", "others": ["b"]}]}, "meets itself"),
        ({"meetings": [{"id": "m1", "a": "a", "b": "b", "after": ["m7"]}]}, "unknown meeting"),
        ({"meetings": [{"id": "m1", "a": "a", "b": "b", "fixed": 3}]}, "no slot 3"),
        ({"meetings": [{"id": "c1", "a": "a", "b": "b"}]}, "both a meeting and a candidate"),
        ({"meetings": ["m1"]}, "must be an object"),
        ({"candidates": [{"id": "c1", "a": "b", "b": "c", "score": -1}]}, "negative"),
        ({"candidates": [{"id": "c1", "a": "b", "b": "c"}]}, "score"),
        ({"needs": [{"meeting": "m9", "any_of": ["ja"]}]}, "unknown meeting"),
        ({"needs": [{"meeting": "m1", "any_of": ["fr"]}]}, "unknown resource"),
    ],
)
def test_a_fault_in_our_own_file_is_named(changes, reason):
    with pytest.raises(InputError, match=reason):
        parse_json(stated(**changes))


def test_a_fault_in_our_own_file_is_named_with_its_line():
    text = stated(meetings=[{"id": "m1", "a": "a", "b": "b"}, {"id": "m2", "a": "c", "b": "c"}])
    with pytest.raises(InputError) as fault:
        parse_json(text)
    lines = text.splitlines()
    assert fault.value.line is not None
    assert '"id": "m2"' in "\n".join(lines[fault.value.line - 1 : fault.value.line + 2])


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"slots": 3,}', "null", "\ufffd"])
def test_text_that_is_no_file_of_ours_is_refused(text):
    with pytest.raises(InputError):
        parse_json(text)


def test_a_missing_or_binary_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.json")
    (tmp_path / "picture.dzn").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "picture.dzn")
