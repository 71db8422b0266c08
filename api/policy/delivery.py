"""Mail and webhook as the operator set them, without a secret, and a test to whoever asks for one."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from api.settings import Settings
from api.telling.addresses import parse_smtp_url
from api.telling.carrier import Attempt, Carrier
from api.telling.jobs import carriers_of
from conduct.telling.outbox import Mailbox, Parcel, ToldNotice
from conduct.telling.recipients import Addressed
from models.tables import Channel
from models.tables.base import new_id

TEST = "test"
"""The code of the notice that a test tells of; a receiver finds none of this id."""


VARIABLES = {
    Channel.mail: """CONDUCT_SMTP_URL=smtps://USER:PASSWORD@mail.example
CONDUCT_MAIL_FROM=conduct@mail.example
CONDUCT_BASE_URL=https://conduct.example""",
    Channel.webhook: """CONDUCT_WEBHOOK_URL=https://hooks.example/conduct
CONDUCT_WEBHOOK_SECRET="whsec_$(openssl rand -base64 32)\"""",
}
"""What turns a channel on, to be set where the service is started."""
CHECK_SIGNATURE = """import base64, hashlib, hmac, time

def is_genuine(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    sent_at = headers["webhook-timestamp"]
    signed = f"{headers['webhook-id']}.{sent_at}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers["webhook-signature"].split()
    fresh = abs(time.time() - int(sent_at)) < 300
    return fresh and any(hmac.compare_digest(f"v1,{mac}", each) for each in given)
"""
"""For receivers: over the bytes as they came, before anything reads them."""


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """`where` and `facts` name hosts and addresses, never a user, password, path or key."""

    channel: Channel
    on: bool
    where: str = ""
    sender: str = ""
    links_to: str = ""


def shown_channels(settings: Settings) -> tuple[ShownChannel, ...]:
    return _mail(settings), _webhook(settings)


def send_test(settings: Settings, channel: Channel, to: Mailbox | None, user_id: UUID, now: datetime) -> Attempt | None:
    """Try one delivery to the person who asks, or to the webhook; None where the channel is off. Waits for seconds."""
    carrier = _carrier(settings, channel)
    if carrier is None:
        return None
    notice = ToldNotice(id=new_id(), at=now, code=TEST, to=Addressed(user_id=user_id))
    with carrier.round() as going:
        return going.send(Parcel(new_id(), notice, to if channel is Channel.mail else None), now)


def _carrier(settings: Settings, channel: Channel) -> Carrier | None:
    return next((each for each in carriers_of(settings) if each.channel is channel), None)


def _mail(settings: Settings) -> ShownChannel:
    if settings.smtp_url is None:
        return ShownChannel(Channel.mail, on=False)
    server = parse_smtp_url(settings.smtp_url.get_secret_value())
    return ShownChannel(
        Channel.mail,
        on=True,
        where=f"{server.security.value}://{server.host}:{server.port}",
        sender=settings.mail_from or "",
        links_to=str(settings.base_url or ""),
    )


def _webhook(settings: Settings) -> ShownChannel:
    """Its path may hold a key, as some receivers have it."""
    if settings.webhook_url is None:
        return ShownChannel(Channel.webhook, on=False)
    parts = urlsplit(str(settings.webhook_url))
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return ShownChannel(Channel.webhook, on=True, where=f"{parts.scheme}://{host}{port}/…")
