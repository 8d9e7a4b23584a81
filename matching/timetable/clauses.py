"""Clauses and the small circuits that the exact search is built of. A literal may also be True or False."""

from collections.abc import Sequence

Literal = int | bool


class Clauses:
    """Clauses over numbered variables; constants vanish as they are added."""

    def __init__(self) -> None:
        self.variables = 0
        self.clauses: list[list[int]] = []

    def new(self) -> int:
        self.variables += 1
        return self.variables

    def imply(self, conditions: Sequence[Literal], *consequences: Literal) -> None:
        """All of the conditions together imply one of the consequences."""
        clause = []
        for literal in conditions:
            if literal is False:
                return
            if literal is not True:
                clause.append(-literal)
        for literal in consequences:
            if literal is True:
                return
            if literal is not False:
                clause.append(literal)
        self.clauses.append(clause)

    def any_of(self, literals: Sequence[Literal]) -> Literal:
        """A literal that is true exactly where one of these is."""
        found = [literal for literal in literals if literal is not False]
        if any(literal is True for literal in found):
            return True
        if len(found) < 2:
            return found[0] if found else False
        made = self.new()
        self.imply([made], *found)
        for literal in found:
            self.imply([literal], made)
        return made

    def at_most_one(self, literals: Sequence[int]) -> None:
        for n, one in enumerate(literals):
            for other in literals[:n]:
                self.clauses.append([-one, -other])

    def counted(self, literals: Sequence[Literal], most: int) -> list[Literal]:
        """Literals “at least 1, 2, … `most` of these are true”, both ways: a totalizer (Bailleux, Boufkhad, 2003)."""
        if not literals:
            return []
        if len(literals) == 1:
            return list(literals[:most])
        half = len(literals) // 2
        left, right = self.counted(literals[:half], most), self.counted(literals[half:], most)
        out = [self.new() for _ in range(min(most, len(left) + len(right)))]
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                if 0 < i + j <= len(out):
                    self.imply([*left[i - 1 : i][: i > 0], *right[j - 1 : j][: j > 0]], out[i + j - 1])
                if i + j < len(out):
                    self.imply([out[i + j]], *left[i : i + 1], *right[j : j + 1])
        for more, less in zip(out[1:], out, strict=False):
            self.imply([more], less)
        return list(out)

    def running_count(self, literals: Sequence[Literal], most: int, total: int | None) -> list[list[Literal]]:
        """For each prefix of the literals: “at least 1, 2, … `most` are true” (a sequential counter: Sinz, 2005).

        Where the total is known, so is the least that each prefix must hold.
        """
        rows: list[list[Literal]] = []
        before: list[Literal] = [False] * most
        for n, literal in enumerate(literals):
            left = len(literals) - n - 1
            row: list[Literal] = []
            for k in range(1, most + 1):
                if k > n + 1:
                    row.append(False)
                elif total is not None and k <= total - left:
                    row.append(True)
                else:
                    row.append(self.new())
            for k in range(most):
                less: Literal = before[k - 1] if k else True
                self.imply([before[k]], row[k])
                self.imply([less, literal], row[k])
                self.imply([row[k]], before[k], literal)
                self.imply([row[k]], less)
                if k:
                    self.imply([row[k]], row[k - 1])
            if total == most and most:
                # one more than all of them is too many
                self.imply([before[most - 1], literal])
            rows.append(row)
            before = row
        return rows


def negated(literal: Literal) -> Literal:
    return not literal if isinstance(literal, bool) else -literal
