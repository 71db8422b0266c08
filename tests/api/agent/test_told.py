"""The agent's file: what it may say, and how what it may not is refused."""

from pathlib import Path

import pytest

from api.agent.told import AgentFileError, parse_agent_file, read_agent_file

CAMERA = """
[[cameras]]
code = "lobby-1"
url = "http://192.0.2.11/snapshot.jpg"
user = "viewer"
password = "pa55word"
key = "sc_key"
"""
FILE = f"""
server = "https://conduct.example"
folder = "spool"
{CAMERA}
[[cameras]]
code = "lobby-2"
url = "rtsp://192.0.2.12:554/stream?channel=1"
interval_s = 10
key_file = "lobby-2.key"
"""


def test_what_is_told_and_what_is_not(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_text(FILE, "utf-8")
    (tmp_path / "lobby-2.key").write_text("sc_other\n", "utf-8")
    told = read_agent_file(file)
    assert (told.server, told.folder) == ("https://conduct.example", tmp_path / "spool")
    assert (told.cap_bytes, told.pace_per_s, told.ca_file) == (2_000_000_000, 2, None)
    first, second = told.cameras
    assert (first.code, first.interval_s, first.streams, first.login) == ("lobby-1", 5, False, ("viewer", "pa55word"))
    assert (second.code, second.interval_s, second.streams, second.login) == ("lobby-2", 10, True, None)
    assert (first.read_key(), second.read_key()) == ("sc_key", "sc_other")
    (tmp_path / "lobby-2.key").write_text("sc_new", "utf-8")
    assert second.read_key() == "sc_new", "a new key needs no restart"
    assert not any(secret in repr(told) for secret in ("pa55word", "sc_key"))


def test_a_password_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOBBY_1", "fr0m env")
    text = FILE.replace('password = "pa55word"', 'password_env = "LOBBY_1"')
    assert parse_agent_file(text).cameras[0].login == ("viewer", "fr0m env")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('folder = "spool"', 'folder = "spool"\ncap = 5', "cap: there is no such key"),
        ("interval_s = 10", "intervall_s = 10", "cameras.1.intervall_s: there is no such key"),
        ('server = "https://conduct.example"', "", "server: Field required"),
        ('folder = "spool"', "", "folder: Field required"),
        (
            "https://conduct.example",
            "conduct.example",
            "server: Value error, an address begins with http:// or https:// and names a host",
        ),
        ("https://conduct.example", "https://conduct.example:port", "server: "),
        ('"http://192.0.2.11/', '"ftp://192.0.2.11/', "cameras.0.url: "),
        ('"rtsp://192', '"rtsps://192', "begins with http:// or https:// or rtsp://"),
        ("snapshot.jpg", "snap shot.jpg", "no spaces"),
        ("snapshot.jpg", "快照.jpg", "no letters beyond ASCII"),
        ('"http://192.0.2.11/', '"http:///', "names a host"),
        ('"rtsp://', '"rtsp://viewer:pa55word@', "cameras.1.url: Value error, name user and password by keys"),
        ("interval_s = 10", "interval_s = 0", "cameras.1.interval_s: "),
        ('code = "lobby-2"', 'code = "../lobby"', "cameras.1.code: "),
        ('code = "lobby-2"', 'code = "lobby-1"', "camera lobby-1 stands there twice"),
        ('key = "sc_key"', "", "cameras.0: Value error, name key or key_file"),
        ('key = "sc_key"', 'key = "sc_key"\nkey_file = "k"', "cameras.0: Value error, name key or key_file"),
        ('key = "sc_key"', 'key = "sc key"', "cameras.0: Value error, key: that is none"),
        ('password = "pa55word"', "", "a user goes with a password"),
        ('user = "viewer"', "", "a user goes with a password"),
        ('password = "pa55word"', 'password_env = "NO_SUCH_VARIABLE"', "there is no variable NO_SUCH_VARIABLE"),
        ('password = "pa55word"', 'password = "pa55word"\npassword_env = "HOME"', "name password or password_env"),
        ('folder = "spool"', 'folder = "spool"\ncap_bytes = 9999', "cap_bytes: "),
        ('folder = "spool"', 'folder = "spool"\npace_per_s = 0', "pace_per_s: "),
        ("[[cameras]]", "[[cameras", "not TOML: "),
    ],
)
def test_refused_by_name_without_showing_secrets(old: str, new: str, words: str) -> None:
    assert old in FILE
    with pytest.raises(AgentFileError) as refused:
        parse_agent_file(FILE.replace(old, new, 1))
    said = str(refused.value)
    assert words in said
    assert not any(secret in said for secret in ("pa55word", "sc_key", "sc key"))
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("content", ["", "\n", "two words", "schlüssel"])
def test_a_key_file_without_a_key(content: str, tmp_path: Path) -> None:
    (tmp_path / "lobby-2.key").write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"lobby-2\.key holds no key"):
        parse_agent_file(FILE, tmp_path).cameras[1].read_key()
