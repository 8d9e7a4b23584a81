"""Files into problems: published `.dzn` instances and our JSON. What is wrong is named with its line."""

import json
from pathlib import Path
from typing import Any

from matching.timetable import dzn
from matching.timetable.faults import InputError
from matching.timetable.model import Meeting, Need, Participant, Place, Problem, Resource, Scheduled, Slots

SECTIONS = {
    "places": {"id", "x", "y", "slots"},
    "participants": {"id", "forbidden", "min", "max", "per_day", "place", "people"},
    "meetings": {"id", "a", "b", "others", "fixed", "locked_place", "slots", "after"},
    "candidates": {"id", "a", "b", "others", "fixed", "locked_place", "slots", "after", "score"},
    "resources": {"id", "slots"},
    "needs": {"meeting", "any_of"},
}


def read(path: Path | str) -> Problem:
    """The problem in a file; InputError says where and why it is none."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"the file cannot be read: {fault}") from fault
    if path.suffix.lower() == ".dzn":
        return dzn.parse(text)
    return parse_json(text)


def parse_json(text: str) -> Problem:
    data = _load(text)
    try:
        return problem_from(data)
    except InputError as fault:
        if fault.line is None and fault.section:
            fault.line = _line_of(text, fault.section, fault.index)
        raise


def problem_from(data: Any) -> Problem:
    """The problem that JSON's lists and dicts describe."""
    known = {"slots", "days", "fairness", *SECTIONS}
    if not isinstance(data, dict):
        raise InputError("the file must hold one JSON object")
    if strange := sorted(set(data) - known):
        raise InputError(f"unknown entry “{strange[0]}”; known are {', '.join(sorted(known))}")
    slots = _whole(data.get("slots"), "slots", least=1)
    fairness = data.get("fairness")
    problem = Problem(
        slots=slots,
        places=tuple(_each(data, "places", lambda row: _place(row, slots))),
        participants=tuple(_each(data, "participants", lambda row: _participant(row, slots))),
        meetings=tuple(_each(data, "meetings", lambda row: _meeting(row, slots, is_candidate=False))),
        candidates=tuple(_each(data, "candidates", lambda row: _meeting(row, slots, is_candidate=True))),
        days=_days(data.get("days"), slots),
        resources=tuple(_each(data, "resources", lambda row: Resource(_id(row), _slots(row, "slots", slots)))),
        needs=tuple(_each(data, "needs", _need)),
        fairness=None if fairness is None else _whole(fairness, "fairness", least=0),
    )
    validate(problem)
    return problem


def read_previous(path: Path | str, problem: Problem) -> tuple[Scheduled, ...]:
    """The schedule in a result file, without the meetings that the problem no longer has."""
    try:
        data = _load(Path(path).read_text(encoding="utf-8-sig"))
        rows = data["scheduled"]
        known = {meeting.id for meeting in (*problem.meetings, *problem.candidates)}
        return tuple(
            Scheduled(
                id=row["id"],
                slot=_whole(row["slot"], "slot", least=0),
                place=row["place"],
                resource=row.get("resource"),
                seats=tuple((row.get("seats") or {}).items()),
            )
            for row in rows
            if row["id"] in known
        )
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"the previous result cannot be read: {fault}") from fault
    except (KeyError, TypeError, AttributeError) as fault:
        raise InputError(f"the previous result is not one: {fault!r}") from fault


def validate(problem: Problem) -> None:
    """Everything that makes a problem no problem at all: ids that stand for nothing or twice, meetings with oneself."""
    places = _unique("places", problem.places)
    people = _unique("participants", problem.participants)
    resources = _unique("resources", problem.resources)
    meetings = _unique("meetings", problem.meetings)
    candidates = _unique("candidates", problem.candidates)
    if twice := meetings & candidates:
        raise InputError(f"“{min(twice)}” is both a meeting and a candidate", section="candidates")
    for index, participant in enumerate(problem.participants):
        if participant.place is not None and participant.place not in places:
            raise InputError(f"unknown place “{participant.place}”", section="participants", index=index)
    for section, rows in (("meetings", problem.meetings), ("candidates", problem.candidates)):
        for index, meeting in enumerate(rows):
            _validate_meeting(meeting, section, index, people, places, meetings | candidates)
    needing = set()
    for index, need in enumerate(problem.needs):
        if need.meeting not in meetings | candidates:
            raise InputError(f"unknown meeting “{need.meeting}”", section="needs", index=index)
        if need.meeting in needing:
            raise InputError(f"a second need of “{need.meeting}”", section="needs", index=index)
        needing.add(need.meeting)
        if unknown := set(need.any_of) - resources:
            raise InputError(f"unknown resource “{min(unknown)}”", section="needs", index=index)


def _validate_meeting(
    meeting: Meeting, section: str, index: int, people: set[str], places: set[str], meetings: set[str]
) -> None:
    def fault(reason: str) -> InputError:
        return InputError(f"{meeting.id}: {reason}", section=section, index=index)

    for participant in meeting.participants:
        if participant not in people:
            raise fault(f"unknown participant “{participant}”")
    if len(set(meeting.participants)) < len(meeting.participants):
        raise fault("a participant meets itself")
    if meeting.locked_place is not None and meeting.locked_place not in places:
        raise fault(f"unknown place “{meeting.locked_place}”")
    for earlier in meeting.after:
        if earlier not in meetings:
            raise fault(f"comes after an unknown meeting “{earlier}”")


def _unique(section: str, rows: tuple[Any, ...]) -> set[str]:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if row.id in seen:
            raise InputError(f"the id “{row.id}” stands twice", section=section, index=index)
        seen.add(row.id)
    return seen


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise InputError(fault.msg, line=fault.lineno) from fault
    except RecursionError as fault:
        raise InputError("nested too deeply") from fault


def _line_of(text: str, section: str, index: int) -> int | None:
    """The line on which an item of a section begins, found by reading the section item by item."""
    decoder = json.JSONDecoder()
    at = text.find(f'"{section}"')
    at = text.find("[", at) + 1
    if at == 0:
        return None
    for _item in range(index + 1):
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        start = at
        try:
            _value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return None
    return text.count("\n", 0, start) + 1


def _each(data: dict, section: str, make: Any) -> list[Any]:
    rows = [] if data.get(section) is None else data[section]
    if not isinstance(rows, list):
        raise InputError(f"“{section}” must be a list")
    made = []
    for index, row in enumerate(rows):
        try:
            if not isinstance(row, dict):
                raise InputError("must be an object")
            if strange := sorted(set(row) - SECTIONS[section]):
                raise InputError(f"unknown entry “{strange[0]}”")
            made.append(make(row))
        except InputError as fault:
            raise InputError(fault.reason, section=section, index=index) from fault
    return made


def _place(row: dict, slots: int) -> Place:
    return Place(
        _id(row), _number(row.get("x", 0.0), "x"), _number(row.get("y", 0.0), "y"), _slots(row, "slots", slots)
    )


def _participant(row: dict, slots: int) -> Participant:
    least, most = _pair(row.get("per_day") or [0, None], "per_day")
    maximum = row.get("max")
    participant = Participant(
        id=_id(row),
        forbidden=_slots(row, "forbidden", slots) or frozenset(),
        minimum=_whole(row.get("min") or 0, "min", least=0),
        maximum=None if maximum is None else _whole(maximum, "max", least=0),
        per_day=(_whole(least, "per_day", least=0), None if most is None else _whole(most, "per_day", least=0)),
        place=_text_or_none(row, "place"),
        people=_whole(row.get("people", 1), "people", least=1),
    )
    if participant.maximum is not None and participant.minimum > participant.maximum:
        raise InputError(f"{participant.id}: min is more than max")
    if participant.per_day[1] is not None and participant.per_day[0] > participant.per_day[1]:
        raise InputError(f"{participant.id}: per_day asks for more than it allows")
    return participant


def _meeting(row: dict, slots: int, *, is_candidate: bool) -> Meeting:
    fixed = row.get("fixed")
    if fixed is not None and _whole(fixed, "fixed", least=0) >= slots:
        raise InputError(f"fixed: there is no slot {fixed}")
    score = None
    if is_candidate and (score := _number(row.get("score"), "score")) < 0:
        raise InputError("score must not be negative")
    return Meeting(
        id=_id(row),
        a=_id(row, "a"),
        b=_id(row, "b"),
        others=_ids(row, "others"),
        fixed=fixed,
        locked_place=_text_or_none(row, "locked_place"),
        slots=_slots(row, "slots", slots),
        after=_ids(row, "after"),
        score=score,
    )


def _need(row: dict) -> Need:
    return Need(_id(row, "meeting"), _ids(row, "any_of"))


def _days(value: Any, slots: int) -> tuple[tuple[int, int], ...]:
    if value is None:
        return ((0, slots),)
    if not isinstance(value, list) or not value:
        raise InputError("“days” must be a list of [first slot, slot after the last]")
    days = []
    expected = 0
    for item in value:
        first, end = _pair(item, "days")
        if _whole(first, "days", least=0) != expected or _whole(end, "days", least=0) <= first:
            raise InputError(f"“days” must follow each other without gaps from slot 0: {item}")
        days.append((first, end))
        expected = end
    if expected != slots:
        raise InputError(f"“days” end at slot {expected}, not at {slots}")
    return tuple(days)


def _id(row: dict, name: str = "id") -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise InputError(f"“{name}” must be a text that is not empty")
    return value


def _text_or_none(row: dict, name: str) -> str | None:
    return None if row.get(name) is None else _id(row, name)


def _ids(row: dict, name: str) -> tuple[str, ...]:
    value = [] if row.get(name) is None else row[name]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f"“{name}” must be a list of ids")
    return tuple(value)


def _slots(row: dict, name: str, slots: int) -> Slots | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, list):
        raise InputError(f"“{name}” must be a list of slots")
    for slot in value:
        if _whole(slot, name, least=0) >= slots:
            raise InputError(f"{name}: there is no slot {slot}")
    return frozenset(value)


def _pair(value: Any, name: str) -> tuple[Any, Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise InputError(f"“{name}” must be a pair")
    return value[0], value[1]


def _whole(value: Any, name: str, *, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InputError(f"“{name}” must be a whole number from {least}")
    return value


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise InputError(f"“{name}” must be a number")
    return float(value)
