"""What goes wrong with files, in one type that says where and why."""


class InputError(ValueError):
    """A file that states no problem. `section` and `index` say which item of it is meant, `line` where it stands."""

    def __init__(self, reason: str, *, line: int | None = None, section: str = "", index: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.section = section
        self.index = index

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line is not None else ""
        which = f"{self.section}[{self.index}]: " if self.section else ""
        return where + which + self.reason
