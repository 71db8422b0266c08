"""What the month's workbook costs, printed: `python -m tests.bench.export [PEOPLE]`.

10,000 people with six lines each in 40 halls: written as a workbook, and beside it the same cells by bare XlsxWriter in
the same mode, in turns. Then the memory of a process of its own that only makes the month and writes it. Slips for a
tenth of the people, which typst takes longer over, follow. Nothing is asserted.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import xlsxwriter

from conduct.export.slips import slips_pdf
from conduct.export.workbook import write_xlsx
from conduct.months.file import MonthFile
from conduct.months.rows import tables
from conduct.months.stored_month import StoredEntry
from tests.conduct.month_stories import entry, line, month

PEOPLE, LINES, HALLS, ROUNDS = 10_000, 6, 40, 3


def a_month(people: int) -> MonthFile:
    entries = tuple(_person(number) for number in range(people))
    ids = [each.violation for one in entries for each in one.lines]
    return month(
        *entries,
        halls={f"H{n:02}": f"第 {n} 营业厅" for n in range(HALLS)},
        norms=dict.fromkeys(ids, ("cc/gas/3.2", "cc/staff/4.1")),
        evidence={id_: (f"{id_[:-1]}e", f"{id_[:-1]}f") for id_ in ids},
    )


def _person(number: int) -> StoredEntry:
    lines = (line("2", violation=f"01900000-0000-7000-{number:04x}-{n:012x}", hour=9 + n) for n in range(LINES))
    return entry(f"S{number:05}", f"王芳{number}", *lines, hall=f"H{number % HALLS:02}")


def bare(path: Path, file: MonthFile) -> None:
    """The same cells, by nothing but `write` of XlsxWriter."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for number, table in enumerate(tables(file, str)):
            sheet = book.add_worksheet(f"sheet {number}")
            sheet.write_row(0, 0, table.header)
            for row, cells in enumerate(table.rows(), start=1):
                for column, cell in enumerate(cells):
                    sheet.write(row, column, cell, stamp if column == 3 and number == 1 else None)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    file = a_month(people)
    cells = sum(len(row) for table in tables(file, str) for row in table.rows())
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.xlsx"), Path(folder, "bare.xlsx")
        took = [(seconds(lambda: write_xlsx(ours, file)), seconds(lambda: bare(theirs, file))) for _ in range(ROUNDS)]
        own, other = (median(each) for each in zip(*took, strict=True))
        print(f"{people} people, {people * LINES} lines, {cells} cells: {own:.1f} s; bare XlsxWriter {other:.1f} s")
        print(f"ratio {own / other:.2f} (of each round: {', '.join(f'{a / b:.2f}' for a, b in took)})")
        print(f"file {ours.stat().st_size / 1e6:.1f} MB, bare {theirs.stat().st_size / 1e6:.1f} MB")
    subprocess.run([sys.executable, "-m", "tests.bench.export", "--memory", str(people)], check=True)
    some = a_month(people // 10)
    took_s = seconds(lambda: slips_pdf(some))
    print(f"slips of {len(some.entries)} people: {took_s:.1f} s, at most {peak_mb():.0f} MB in this process")


def memory(people: int) -> None:
    file = a_month(people)
    before = peak_mb()
    with TemporaryDirectory() as folder:
        write_xlsx(Path(folder, "month.xlsx"), file)
    print(f"memory at most {peak_mb():.0f} MB, of which {before:.0f} MB for the month itself")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        memory(int(sys.argv[2]))
    else:
        main()
