"""The timetable engine: meetings into slots and places. Plain Python, no Django.

problem = read(path)                      # files: .dzn or our JSON
result = solve(problem, Limits(...))      # checked before it is returned
check(problem, result)                    # shares no code with the solvers
"""
