"""The timetable engine: meetings into slots and places. Plain Python, no Django; importing it imports no solver.

problem = read(path)                      # files: .dzn or our JSON
result = solve(problem, Limits(...))      # checked before it is returned
result = repair(problem, result.scheduled, Limits(...))  # fewest meetings moved
check(problem, result)                    # shares no code with the solvers
"""

from matching.timetable.checker import CheckError, check
from matching.timetable.faults import InputError
from matching.timetable.model import Limits, Problem, Result
from matching.timetable.reading import problem_from, read
from matching.timetable.repair import repair
from matching.timetable.solving import solve
from matching.timetable.writing import as_dict, write

__all__ = [
    "CheckError",
    "InputError",
    "Limits",
    "Problem",
    "Result",
    "as_dict",
    "check",
    "problem_from",
    "read",
    "repair",
    "solve",
    "write",
]
