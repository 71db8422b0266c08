"""The impact assessment says what is set up, quotes what is stated, lists what is not, and is printed whole."""

import shutil
import subprocess
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.language import Language
from conduct.export.pdf_files import read_pdf
from conduct.impact.assessment import impact_document, missing
from conduct.impact.documents import Bullets, Document, Paragraph, Section
from conduct.impact.facts import CameraFacts, Configuration, area_of, digest_of
from conduct.impact.pdf import document_pdf
from conduct.impact.statements import OF_A_CAMERA, OF_THE_OPERATOR
from conduct.keeping.retention import Retention
from conduct.months.rows import Translate
from models.tables import Topic

NOW = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
CHINESE = Language("zh").translate
HOSTILE = '#panic("x") *b* $x^2$ @ref <label> // no [x] = T'
LOBBY = CameraFacts("lobby-1", "大厅", "H1 城北营业厅", ("W1", "W2"), 0.1234, 5, "08:30-17:30", {})
BARE = Configuration(
    stated={}, cameras=(LOBBY,), halls=1, windows=2, people=4, log_ins={"staff": 4, "admin": 1}, readers=1,
    taught_windows=0, retention=Retention(), evidence="folder", anchors_apart=False, mail=False, webhook=False,
    secure_cookies=False, session_hours=12, persons="", second="", attributes=False, site_signals=False,
    database="sqlite", pack="default-2026.2", lodge_days=10, decide_days=5, precision_floor=0.7, second_share=0.1,
    program="0.1",
)  # fmt: skip
STATED = replace(
    BARE,
    stated={topic.value: f"words on {topic.value}" for topic in OF_THE_OPERATOR},
    cameras=(replace(LOBBY, stated={topic.value: f"camera {topic.value}" for topic in OF_A_CAMERA}),),
)


def document(configuration: Configuration, translate: Translate = str) -> Document:
    return impact_document(configuration, version=3, made_at=NOW, digest=digest_of(configuration), translate=translate)


def text_of(made: Document) -> str:
    return str(asdict(made))


@pytest.mark.parametrize(
    ("corners", "area"),
    [
        ([[0, 0], [1, 0], [1, 1], [0, 1]], 1),
        ([[0.1, 0.2], [0.3, 0.2], [0.3, 0.6], [0.1, 0.6]], 0.08),
        ([[0.1, 0.6], [0.3, 0.6], [0.3, 0.2], [0.1, 0.2]], 0.08),
        ([[0, 0], [1, 0], [0, 1]], 0.5),
    ],
)
def test_a_zone_s_share_of_the_picture(corners: list[list[float]], area: float) -> None:
    assert area_of(corners) == pytest.approx(area)


def test_what_is_not_stated_is_listed_and_never_made_up() -> None:
    lacking = missing(BARE)
    assert len(lacking) == len(OF_THE_OPERATOR) + len(OF_A_CAMERA)
    assert "camera lobby-1: Legal basis" in lacking
    last = document(BARE).sections[-1].blocks[0]
    assert isinstance(last, Bullets)
    assert list(last.items) == lacking
    assert text_of(document(BARE)).count("not stated yet") >= len(lacking)


def test_what_is_stated_is_quoted_as_the_operator_s_words() -> None:
    made = text_of(document(STATED))
    assert missing(STATED) == []
    assert "Legal basis, as the operator states it: words on legal_basis" in made
    assert all(f"words on {topic.value}" in made for topic in OF_THE_OPERATOR)
    assert all(f"camera {topic.value}" in made for topic in OF_A_CAMERA)
    assert "not stated yet" not in made


@pytest.mark.parametrize(
    ("change", "says", "does_not"),
    [
        ({"evidence": "bucket"}, "a store reached over the network", "a folder of this machine"),
        ({"evidence": "folder"}, "a folder of this machine", "a store reached over the network"),
        ({"mail": True}, "mail on, webhook off", "mail off"),
        ({"webhook": True}, "mail off, webhook on", "webhook off"),
        ({"secure_cookies": True}, "cookies over HTTPS only: on", "cookies over HTTPS only: off"),
        ({"persons": "yolo11n-pose"}, "yolo11n-pose", "none: tags alone"),
        ({"persons": ""}, "none: tags alone", "yolo"),
        ({"retention": Retention(confirmed_days=91)}, "91 days after the end of the case", "180 days after the end"),
        ({"decide_days": 8}, "decided within 8", "decided within 5"),
        ({"cameras": ()}, "No camera is set up.", "lobby-1"),
        ({"cameras": (replace(LOBBY, hours=""),)}, "always: no opening hours are set", "08:30-17:30"),
    ],
)
def test_safeguards_and_risks_are_those_that_are_set_up(change: dict[str, Any], says: str, does_not: str) -> None:
    made = text_of(document(replace(BARE, **change)))
    assert says in made
    assert does_not not in made


def test_the_same_set_up_has_one_digest_and_any_change_another() -> None:
    assert digest_of(BARE) == digest_of(replace(BARE))
    others = [replace(BARE, mail=True), replace(BARE, retention=Retention(excused_days=31)), STATED]
    assert len({digest_of(each) for each in (BARE, *others)}) == 4
    assert digest_of(BARE) in text_of(document(BARE))


def test_it_is_all_said_in_chinese() -> None:
    made = text_of(document(BARE, CHINESE))
    assert "个人信息保护影响评估报告" in made
    assert "尚未填写" in made
    for word in ("Legal basis", "days", "folder", "staffed", "Kept"):
        assert word not in made


def pdf(made: Document, language: str = "zh") -> bytes:
    return document_pdf(made, language=language, digest="d" * 64, made_at=NOW)


@pytest.mark.parametrize(("language", "translate", "word"), [("zh", CHINESE, "影响评估"), ("en", str, "assessment")])
def test_the_file_has_every_section_and_the_digest(language: str, translate: Translate, word: str) -> None:
    made = document(STATED, translate)
    read = read_pdf(pdf(made, language))
    told = "".join(read.pages).replace(" ", "")
    assert word in told
    assert all(section.title.replace(" ", "") in told for section in made.sections)
    assert read.keywords == "d" * 64
    assert not read.annotated


def test_words_of_people_are_never_read_as_markup() -> None:
    made = Document("T", (Section(HOSTILE, (Paragraph(HOSTILE), Bullets([HOSTILE]))),))
    assert "".join(read_pdf(pdf(made)).pages).count('#panic("x")') == 3


def test_the_same_document_is_the_same_bytes() -> None:
    assert pdf(document(BARE, CHINESE)) == pdf(document(BARE, CHINESE))


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts (apt install poppler-utils) is not installed")
def test_chinese_fonts_are_embedded(tmp_path: Path) -> None:
    (tmp_path / "impact.pdf").write_bytes(pdf(document(STATED, CHINESE)))
    told = subprocess.run(["pdffonts", tmp_path / "impact.pdf"], capture_output=True, text=True, check=True).stdout
    fonts = [row.split() for row in told.splitlines()[2:]]
    assert any("NotoSans" in font[0] for font in fonts)
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in fonts), told


def test_topics_have_words_of_their_own() -> None:
    assert {*OF_THE_OPERATOR, *OF_A_CAMERA} == set(Topic)
