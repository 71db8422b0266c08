"""What an operator may say about where mails and calls go, and that a wrong word is said without its secret."""

import base64

import pytest
from pydantic import ValidationError

from api.settings import Settings
from api.telling.addresses import Security, SmtpServer, mail_address, parse_smtp_url, signing_key
from api.telling.jobs import carriers_of

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
SERVERS = {
    "smtps://mail.example": SmtpServer(Security.tls, "mail.example", 465),
    "smtps://a%40b:p%3A%2F@mail.example:4650": SmtpServer(Security.tls, "mail.example", 4650, "a@b", "p:/"),
    "smtp+starttls://u:p@mail.example/": SmtpServer(Security.starttls, "mail.example", 587, "u", "p"),
    "smtp://[::1]:2525": SmtpServer(Security.none, "::1", 2525),
    "smtp://relay": SmtpServer(Security.none, "relay", 25),
}


@pytest.mark.parametrize("url", SERVERS)
def test_a_mail_server_s_address(url: str) -> None:
    assert parse_smtp_url(url) == SERVERS[url]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mail.example:25", "begins with smtps://"),
        ("https://mail.example", "begins with smtps://"),
        ("smtps://", "a host"),
        ("smtps://mail.example/inbox", "no more"),
        ("smtps://mail.example?tls=no", "no more"),
        ("smtps://mail.example:high", "no address"),
        ("smtps://s3cret@mail.example", "a user has a password"),
        ("smtps://:s3cret@mail.example", "a password a user"),
        ("smtp://u:s3cret@mail.example", "in the clear"),
    ],
)
def test_no_mail_server_s_address(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refused:
        parse_smtp_url(url)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("text", ["a@b", "first.last+tag@mail.conduct.example"])
def test_a_mail_address(text: str) -> None:
    assert mail_address(text) == text


@pytest.mark.parametrize(
    "text", ["", "a", "@b", "a@", "a b@c", "a@b\nBcc: x@y", "a@b,c@d", "<a@b>", "张@b.example", "a@b..c", "a@b\n"]
)
def test_no_mail_address(text: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        mail_address(text)


def test_a_signing_key() -> None:
    assert signing_key(SECRET) == bytes(range(32))


@pytest.mark.parametrize(
    "text", ["", "whsec_", SECRET[6:], "whsec_s3cret", "whsec_" + base64.b64encode(bytes(23)).decode()]
)
def test_no_signing_key(text: str) -> None:
    with pytest.raises(ValueError, match="24 to 64 random bytes") as refused:
        signing_key(text)
    assert "s3cret" not in str(refused.value)


MAIL = {
    "smtp_url": "smtps://u:p@mail.example",
    "mail_from": "conduct@mail.example",
    "base_url": "https://conduct.example",
}
HOOK = {"webhook_url": "https://hooks.example/conduct", "webhook_secret": SECRET}


@pytest.mark.parametrize(
    ("told", "channels"), [({}, []), (MAIL, ["mail"]), (HOOK, ["webhook"]), (MAIL | HOOK, ["mail", "webhook"])]
)
def test_nothing_is_on_but_what_was_switched_on(told: dict, channels: list[str]) -> None:
    assert [carrier.channel.value for carrier in carriers_of(Settings(**told))] == channels


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({**MAIL, "mail_from": None}, "mail_from"),
        ({**MAIL, "base_url": None}, "base_url"),
        ({**MAIL, "mail_from": "nobody"}, "mail_from"),
        ({**MAIL, "smtp_url": "smtp://u:s3cret@mail.example"}, "smtp_url"),
        ({**HOOK, "webhook_secret": None}, "webhook_secret"),
        ({**HOOK, "webhook_secret": "s3cret"}, "webhook_secret"),
        ({**HOOK, "webhook_url": "ftp://s3cret"}, "webhook_url"),
    ],
)
def test_half_a_setting_is_refused_by_its_name(told: dict, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**told)
    assert refused.value.errors()[0]["loc"] == (field,)
    assert "s3cret" not in str(refused.value)
    assert "s3cret" not in refused.value.errors()[0]["msg"]


def test_secrets_do_not_show() -> None:
    shown = repr(Settings(**{**MAIL, "smtp_url": "smtps://u:s3cret@mail.example"}, **HOOK))
    assert "s3cret" not in shown
    assert SECRET not in shown
