"""Tables as files, for tests."""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter

FORMATS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm"}


def xlsx(*rows: Sequence[object], hidden_first: bool = False) -> bytes:
    """A workbook as a spreadsheet would keep it: numbers, days and times are such."""
    file = BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    if hidden_first:
        workbook.add_worksheet("secret").write_string(0, 0, "hidden")
    sheet = workbook.add_worksheet("table")
    if hidden_first:
        sheet.activate()
        sheet.set_first_sheet()
        workbook.worksheets()[0].hide()
    formats = {kind: workbook.add_format({"num_format": shape}) for kind, shape in FORMATS.items()}
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(i, j, cell)
            else:
                sheet.write(i, j, cell, formats.get(type(cell)))
    workbook.close()
    return file.getvalue()


def csv_of(*rows: Sequence[object]) -> bytes:
    return "\r\n".join(",".join(str(cell) for cell in row) for row in rows).encode()
