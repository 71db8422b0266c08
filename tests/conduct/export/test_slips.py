"""Slips to be signed: what their pages say, that nothing in them is taken for markup, and that fonts are embedded."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import typst

import conduct.export.slip_fonts
import conduct.export.slips
from api.language import Language
from conduct.export.pdf_files import read_pdf
from conduct.export.slips import ATTACHMENT, slips_pdf
from conduct.export.typesetting import NotSet
from conduct.months.file import Signature, read_month_file
from tests.conduct.month_stories import MONTH, VIOLATION, entry, line, month
from tests.conduct.story import at
from vision.fonts import FontMissing

CHINESE = Language("zh").translate
HOSTILE = ['#panic("x")', "*b* _i_ `r` $x^2$", "@ref <label>", '"], evil: [', "// no", "\\u{41} \\#", "= Title", "#[x]"]


def test_a_slip_says_it_all() -> None:
    fang, qiang = read_pdf(slips_pdf(MONTH)).pages
    for said in (
        "Monthly appraisal 2026-06", "Draft of 2026-06-03 12:00", "王芳", "S001", "H1 城北营业厅", "2026-06-03 10:00",
        "Window unattended", "cc/gas/3.2", "cc/staff/4.1", "counts 2", "Base 100", "Deducted 2.5", "Score 97.5",
        "Grade A", "How to appeal", "I have read this and do not agree", "Supervisor", MONTH.digest, "Rule pack p",
        "S001 · 1 / 1",
    ):  # fmt: skip
        assert said in fang
    assert "No lines" in qiang
    assert "Window unattended" not in qiang


def test_a_slip_in_chinese() -> None:
    (page, _) = read_pdf(
        slips_pdf(replace(MONTH, language="zh", titles={"window-unattended": "窗口无人在岗"}), CHINESE)
    ).pages
    for said in ("月度考评单", "窗口无人在岗", "得分97.5", "如何申诉", "本人已阅，不同意"):
        assert said in page.replace(" ", "")


def test_who_signed_and_who_refused_in_which_words() -> None:
    refused = Signature("person", "王芳", at("14:00"), refused=True, words="我不同意 #panic()")
    locked = Signature("hr", "陈红", at("15:00"))
    file = replace(MONTH, signatures={"S001": (refused, locked)}, appeal_until={VIOLATION.format(1): at("9 18:00")})
    fang, qiang = read_pdf(slips_pdf(file)).pages
    assert "Refused by 王芳, 2026-06-03 14:00, in these words: 我不同意 #panic()" in fang
    assert "Signed by 陈红, 2026-06-03 15:00" in fang
    assert "Appeal by 2026-06-09 18:00" in fang
    assert fang.count("Signature and date") == 1
    assert qiang.count("Signature and date") == 3


@pytest.mark.parametrize(
    ("until", "said"),
    [("9 00:00", "2026-06-08 24:00"), ("7-1 00:00", "2026-06-30 24:00"), ("9 18:00", "2026-06-09 18:00")],
)
def test_a_midnight_is_said_as_the_end_of_a_day(until: str, said: str) -> None:
    fang, _ = read_pdf(slips_pdf(replace(MONTH, appeal_until={VIOLATION.format(1): at(until)}))).pages
    assert f"Appeal by {said}" in fang


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_write_is_never_markup(words: str) -> None:
    file = month(
        entry("S1", words, line(rule=words)), titles={words: words}, halls={"H1": words},
        signatures={"S1": (Signature("person", words, at("14:00"), refused=True, words=words),)},
    )  # fmt: skip
    (page,) = read_pdf(slips_pdf(file)).pages
    assert page.replace(" ", "").count(words.replace(" ", "")) == 5


def test_sixty_lines_go_over_pages_that_are_counted_for_each_person() -> None:
    file = month(entry("S1", "a", *[line() for _ in range(60)]), entry("S2", "b"))
    pages = read_pdf(slips_pdf(file)).pages
    assert [page.split(" · ")[-1] for page in pages] == ["1 / 3", "2 / 3", "3 / 3", "1 / 1"]
    assert all("Why" in page for page in pages[:3])


def test_more_people_than_are_set_at_once_are_one_file_in_their_order() -> None:
    file, steps = month(*(entry(f"S{n:02}", "王") for n in range(23))), []
    content = slips_pdf(file, progress=steps.append)
    read = read_pdf(content)
    assert [page.split(" · ")[0].split()[-1] for page in read.pages] == [f"S{n:02}" for n in range(23)]
    assert read_month_file(read.attached[ATTACHMENT]) == file
    assert sum(steps) == 23
    assert slips_pdf(file) == content


def test_the_same_month_is_the_same_bytes_with_the_digest_in_its_properties() -> None:
    assert slips_pdf(MONTH) == slips_pdf(MONTH)
    read = read_pdf(slips_pdf(MONTH))
    assert (read.keywords, read.annotated) == (MONTH.digest, False)
    assert read_month_file(read.attached[ATTACHMENT]) == MONTH


def test_nobody_gives_no_slips() -> None:
    with pytest.raises(NotSet, match="nobody has an entry in 2026-06"):
        slips_pdf(month())


@pytest.fixture
def other_families(monkeypatch: pytest.MonkeyPatch) -> None:
    conduct.export.slip_fonts.slip_fonts.cache_clear()
    monkeypatch.setattr(conduct.export.slip_fonts, "FAMILIES", ("No Such Font",))


@pytest.mark.usefixtures("other_families")
def test_a_missing_font_is_named() -> None:
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        slips_pdf(MONTH)


def test_a_warning_of_typst_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the font typst would draw boxes and only warn."""
    none = conduct.export.slip_fonts.SlipFonts(typst.Fonts(include_system_fonts=False), ("No Such Font",))
    monkeypatch.setattr(conduct.export.slips, "slip_fonts", lambda: none)
    with pytest.raises(NotSet, match="typst warns: unknown font family"):
        slips_pdf(MONTH)


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts (apt install poppler-utils) is not installed")
def test_chinese_fonts_are_embedded(tmp_path: Path) -> None:
    (tmp_path / "slips.pdf").write_bytes(slips_pdf(MONTH))
    told = subprocess.run(["pdffonts", tmp_path / "slips.pdf"], capture_output=True, text=True, check=True).stdout
    fonts = [row.split() for row in told.splitlines()[2:]]
    assert any("NotoSans" in font[0] for font in fonts)
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in fonts), told
