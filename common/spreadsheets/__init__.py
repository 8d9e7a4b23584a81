"""Workbooks and CSV: read with suspicion, written so that no cell ever runs."""

from common.spreadsheets.csv_files import write_csv
from common.spreadsheets.days import DayError, read_day
from common.spreadsheets.package import NotAWorkbook
from common.spreadsheets.reading import Book, CellFault, Sheet, open_workbook
from common.spreadsheets.writing import SheetSpec, write_workbook

__all__ = [
    "Book",
    "CellFault",
    "DayError",
    "NotAWorkbook",
    "Sheet",
    "SheetSpec",
    "open_workbook",
    "read_day",
    "write_csv",
    "write_workbook",
]
