"""Two languages: nothing is left untranslated, and everybody gets the one that they chose."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from sqlalchemy import Engine

import api
from api.cases.words import DOUBTS
from api.language import Language, accepted, catalogue, choose
from conduct.words import SENTENCES, say
from models.values.why import Why
from tests.api.cast import Stage, set_the_stage

ROOT = Path(api.__file__).parent.parent
METHODS = [("api/**.py", "python"), ("conduct/**.py", "python"), ("api/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None}
PLACE = re.compile(r"\{(\w+)\}")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN_ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "label")


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def messages() -> dict[str, str]:
    """Every message in code and templates, with the file that it stands in."""
    found = extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS, directory_filter=lambda _: True)
    return {message: file for file, _, message, _, _ in found if isinstance(message, str)}


def templates() -> Iterator[tuple[str, str]]:
    for file in files("api").joinpath("templates").iterdir():
        yield file.name, file.read_text("utf-8")


def test_extraction_finds_code_and_templates():
    found = messages()
    assert {"Queue", "Confirm", "You {did}:"} <= set(found)
    assert set(SENTENCES.values()) | set(DOUBTS.values()) <= set(found)


def test_every_message_is_said_in_chinese():
    chinese = catalogue("zh")
    assert [message for message in messages() if not chinese.get(message, "").strip()] == []


def test_nothing_is_translated_twice():
    file = ROOT / "api" / "locale" / "zh" / "LC_MESSAGES" / "messages.po"
    told = re.findall(r'^msgid ((?:".*"\n)+)', file.read_text("utf-8"), flags=re.MULTILINE)
    assert sorted({message for message in told if told.count(message) > 1}) == []


def test_no_translation_is_left_over():
    assert sorted(set(catalogue("zh")) - set(messages())) == []


def test_translations_have_the_same_places():
    chinese = catalogue("zh")
    different = [m for m in messages() if set(PLACE.findall(m)) != set(PLACE.findall(chinese[m]))]
    assert different == []


def test_translations_are_chinese():
    allowed = {"{who}{did}"}
    bare = [said for said in catalogue("zh").values() if not re.search(r"[一-鿿]", said) and said not in allowed]
    assert bare == []


def test_no_translation_is_marked_as_doubtful():
    with files("api").joinpath("locale/zh/LC_MESSAGES/messages.po").open("rb") as file:
        assert [message.id for message in read_po(file, locale="zh") if message.id and message.fuzzy] == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_can_be_said_in_both_languages(code: str):
    places = PLACE.findall(SENTENCES[code])
    reason = Why(code, tuple((place, f"<{place}>") for place in places))
    for language in (Language("zh"), Language("en")):
        said = say(reason, language.translate)
        assert all(f"<{place}>" in said for place in places)
        assert "{" not in said


class Texts(HTMLParser):
    """What a template says outside of its expressions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]


@pytest.mark.parametrize("name", [name for name, _ in templates()])
def test_templates_hold_no_words_outside_of_translations(name: str):
    texts = Texts()
    texts.feed(JINJA.sub("", dict(templates())[name]))
    assert [text.strip() for text in texts.found if LATIN_WORD.search(text)] == []


@pytest.mark.parametrize(("name", "text"), list(templates()))
def test_templates_hold_nothing_that_the_policy_forbids(name: str, text: str):
    markup = JINJA.sub("", text)
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", markup, re.IGNORECASE)
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", markup)
    assert "|safe" not in text.replace(" ", "")
    for script in re.findall(r"<script\b.*?</script>", text, re.DOTALL):
        assert re.fullmatch(r"<script type=\"module\" src=\"\{\{ static\('[\w.]+'\) \}\}\"></script>", script), name


@pytest.mark.parametrize(
    ("wishes", "code"),
    [((), "zh"), ((None, "", "en"), "en"), (("fr", "en-GB"), "en"), (("zh-CN", "en"), "zh"), (("fr",), "zh")],
)
def test_the_first_wish_that_can_be_met_counts(wishes: tuple, code: str):
    assert choose(*wishes) == code


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", [""]),
        ("en", ["en"]),
        ("fr;q=0.9, en;q=0.5, zh-CN", ["zh-CN", "fr", "en"]),
        ("en;q=0, zh", ["zh"]),
        ("en;q=x, zh", ["zh"]),
    ],
)
def test_accept_language_is_read_by_weight(header: str, wanted: list[str]):
    assert accepted(header) == wanted


def test_the_choice_in_an_address_wins_and_is_remembered(stage: Stage):
    client = stage.log_in("周敏")
    assert '<html lang="zh-CN">' in client.get("/queue", headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in client.get("/queue?lang=en").text
    assert '<html lang="en">' in client.get("/queue").text
    assert client.get("/api/v1/violations?rule=late&hall=H1").json()["items"][0]["why"].startswith("in at ")
    assert '<html lang="zh-CN">' in client.get("/queue?lang=zh").text
    assert '<html lang="zh-CN">' in client.get("/queue?lang=tlh").text


def test_those_who_are_not_logged_in_get_what_their_browser_wants(stage: Stage):
    client = stage.anybody()
    assert '<html lang="en">' in client.get("/login", headers={"Accept-Language": "en-US,en;q=0.9"}).text
    assert '<html lang="zh-CN">' in client.get("/login", headers={"Accept-Language": "fr"}).text
