"""What tells of notices by the clock: nothing, unless the operator switched mail or the webhook on."""

from datetime import timedelta

from api.schedule import Job
from api.settings import Settings
from api.state import State
from api.telling.addresses import parse_smtp_url, signing_key
from api.telling.carrier import Carrier
from api.telling.courier import Courier
from api.telling.mail import Mail
from api.telling.webhook import Webhook

EVERY = timedelta(minutes=1)


def telling_jobs(state: State) -> list[Job]:
    """One for each channel, so that neither waits for the other's server."""
    carriers = carriers_of(state.settings)
    channels = {carrier.channel for carrier in carriers}
    return [
        Job(
            f"tell-by-{carrier.channel.value}",
            EVERY,
            Courier(carrier, engine=state.engine, clock=state.clock, channels=channels).run,
        )
        for carrier in carriers
    ]


def carriers_of(settings: Settings) -> list[Carrier]:
    made: list[Carrier] = []
    if settings.smtp_url is not None:
        assert settings.mail_from is not None
        assert settings.base_url is not None
        server = parse_smtp_url(settings.smtp_url.get_secret_value())
        made.append(Mail(server, sender=settings.mail_from, base_url=str(settings.base_url)))
    if settings.webhook_url is not None:
        assert settings.webhook_secret is not None
        made.append(Webhook(str(settings.webhook_url), signing_key(settings.webhook_secret.get_secret_value())))
    return made
