"""Golden months: a scenario in, the workbook's cells and the slips' words out, as they stand in files beside it.

Ids of violations are new each time and told as `ID`. After a change that is meant,
`python -m tests.conduct.test_golden_months` writes the files anew: read their diff before committing it.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session, SQLModel

from api.cases.rules import titles_of
from api.language import Code, Language
from conduct import simulate
from conduct.export.pdf_files import read_pdf
from conduct.export.slips import slips_pdf
from conduct.export.workbook import CARRIED, to_xlsx
from conduct.judging.judge import judge
from conduct.judging.reconcile import reconcile
from conduct.months.appraise import appraise
from conduct.months.computing import store
from conduct.months.file import MonthFile
from conduct.months.gather import month_file
from conduct.months.inputs import confirmed_in
from conduct.months.span import month_span
from conduct.rules.pack import default_pack
from conduct.scenario import read_scenario
from models.database import open_database

FOLDER = Path(__file__).with_name("golden_months")
NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))
CODES: tuple[Code, ...] = ("zh", "en")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def month_of(name: str, code: Code) -> MonthFile:
    """The month that comes of a scenario, through judging, reviewing, appraising, storing and reading back."""
    scenario = read_scenario((FOLDER / f"{name}.json").read_bytes(), default_pack().policy())
    engine = open_database("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        ids, now = simulate._set_up(session, scenario), scenario.now
        version = scenario.policy.version
        judgement = judge(scenario.facts, scenario.policy, now)
        reconcile(session, judgement, ids=ids, day=None, pack_version=version, now=now)
        session.flush()
        simulate._review(session, scenario, ids)
        session.flush()
        span = month_span(scenario.month, scenario.facts.timezone)
        confirmed = confirmed_in(session, span, {id_: no for no, id_ in ids.staff.items()}, [ids.hall])
        entries = appraise(scenario.month, simulate._rostered_in_month(scenario), confirmed, scenario.policy)
        store(session, entries, staff_ids=dict(ids.staff), pack_version=version, now=now)
        titles = titles_of(session)
        said = {rule: titles.say(rule, code) for rule in titles.of_rule}
        file = month_file(session, scenario.month, language=code, titles=said)
    engine.dispose()
    return file


def cells(content: bytes) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for name in book.sheet_names:
        if name != CARRIED:
            yield f"== {name}"
            yield from (" | ".join(map(str, row)) for row in book.get_sheet_by_name(name).to_python())


def words(content: bytes) -> Iterator[str]:
    for number, page in enumerate(read_pdf(content).pages, start=1):
        yield f"== page {number}"
        yield page


def told(name: str, code: Code) -> str:
    file, translate = month_of(name, code), Language(code).translate
    lines = [*cells(to_xlsx(file, translate)), *words(slips_pdf(file, translate))]
    return ID.sub("ID", "\n".join(lines)) + "\n"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", NAMES)
def test_golden_month(name: str, code: Code) -> None:
    assert told(name, code) == (FOLDER / f"{name}.{code}.txt").read_text("utf-8")


def main() -> None:
    for name in NAMES:
        for code in CODES:
            (FOLDER / f"{name}.{code}.txt").write_text(told(name, code), "utf-8")
            print(f"{name}.{code}.txt", file=sys.stderr)


if __name__ == "__main__":
    main()
