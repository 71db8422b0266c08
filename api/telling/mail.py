"""Notices by mail."""

import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from api.telling.addresses import Security, SmtpServer
from api.telling.carrier import Attempt
from api.telling.letter import letter
from conduct.telling.delivering import Sent
from conduct.telling.outbox import Parcel
from models.tables import Channel

TIMEOUT_S = 10
"""For each answer of the server."""
CLOSING = 421
"""The server goes away, whatever it was asked."""
FOR_GOOD = 500
"""SMTP's answers from here on will be the same next time."""


class Mail:
    channel = Channel.mail

    def __init__(self, server: SmtpServer, *, sender: str, base_url: str, timeout_s: float = TIMEOUT_S) -> None:
        self.server, self.sender, self.base_url, self.timeout_s = server, sender, base_url.rstrip("/"), timeout_s

    @contextmanager
    def round(self) -> Generator["MailRound"]:
        going = MailRound(self)
        try:
            yield going
        finally:
            going.end()


class MailRound:
    """Connects with the first mail, and stays connected."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail
        self._connection: smtplib.SMTP | None = None

    def send(self, parcel: Parcel, now: datetime) -> Attempt:
        assert parcel.mailbox is not None
        message = letter(
            parcel.notice,
            parcel.mailbox,
            message_id=f"{parcel.delivery_id}@{self._mail.sender.partition('@')[2]}",
            sender=self._mail.sender,
            base_url=self._mail.base_url,
            now=now,
        )
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as refused:
            ((code, _),) = refused.recipients.values()
            return self._not_taken(code, "the mailbox")
        except smtplib.SMTPDataError as refused:
            return self._not_taken(refused.smtp_code, "the mail")
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Attempt(Sent.away, _words(error))
        return Attempt(Sent.delivered)

    def end(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
        self._drop()

    def _drop(self) -> None:
        """Without a word: whoever does not answer would not answer that either."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _not_taken(self, code: int, what: str) -> Attempt:
        why = f"{what} was refused ({code})"
        if code == CLOSING:
            self._drop()
            return Attempt(Sent.away, why)
        return Attempt(Sent.refused if code >= FOR_GOOD else Sent.later, why)

    def _send(self, message: EmailMessage) -> None:
        if self._connection is None:
            self._connection = _connect(self._mail)
        self._connection.send_message(message)


def _connect(mail: Mail) -> smtplib.SMTP:
    """Raises OSError, SMTPException."""
    server = mail.server
    # Asked for its own name, the machine may have to ask elsewhere for long.
    name = urlsplit(mail.base_url).hostname or "localhost"
    context = ssl.create_default_context()
    if server.security is Security.tls:
        made = smtplib.SMTP_SSL(server.host, server.port, name, timeout=mail.timeout_s, context=context)
    else:
        made = smtplib.SMTP(server.host, server.port, name, timeout=mail.timeout_s)
    try:
        if server.security is Security.starttls:
            made.starttls(context=context)
        if server.user:
            made.login(server.user, server.password)
    except BaseException:
        made.close()
        raise
    return made


def _words(error: smtplib.SMTPException | OSError) -> str:
    """What went wrong, without what the server said: it may repeat addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
        return type(error).__name__
    return error.strerror or str(error) or type(error).__name__
