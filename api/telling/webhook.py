"""Notices to a webhook, signed as Standard Webhooks has it (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal
from uuid import UUID

import httpx
from fastapi import FastAPI
from pydantic import BaseModel

from api.telling.carrier import Attempt
from conduct.telling.delivering import Sent
from conduct.telling.outbox import Parcel
from models.tables import Channel, Role

TIMEOUT = httpx.Timeout(10, connect=5)
SIGNATURE_VERSION = "v1"


class For(BaseModel):
    """Whom the notice is for: each that is not null. `hall` narrows `role`."""

    user: UUID | None
    staff: UUID | None
    role: Role | None
    hall: UUID | None


class NoticeData(BaseModel):
    """`code` is that of `why_code` at `/api/v1/notices`."""

    id: UUID
    code: str
    violation: UUID | None
    task: UUID | None
    to: For


class NoticeCall(BaseModel):
    """What the webhook is sent: ids and codes alone. `timestamp`: when the notice was given."""

    type: Literal["notice"]
    timestamp: datetime
    data: NoticeData


def describe_webhook(app: FastAPI) -> None:
    """Let `/openapi.json` tell what the webhook is sent."""

    def notice(_: NoticeCall) -> None:
        """A notice was given.

        Headers as in Standard Webhooks: `webhook-id`, the same for a repeated delivery; `webhook-timestamp`, when it
        was sent, in seconds since 1970; `webhook-signature`, `v1,` and in base64 the HMAC-SHA256 of
        `id.timestamp.body`. Any answer but 2xx is tried again for three days; redirects are not followed.
        """

    app.webhooks.post("notice")(notice)


class Webhook:
    channel = Channel.webhook

    def __init__(self, url: str, key: bytes, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._url, self._key, self._timeout = url, key, timeout

    @contextmanager
    def round(self) -> Generator["WebhookRound"]:
        with httpx.Client(timeout=self._timeout, follow_redirects=False) as client:
            yield WebhookRound(client, self._url, self._key)


class WebhookRound:
    def __init__(self, client: httpx.Client, url: str, key: bytes) -> None:
        self._client, self._url, self._key = client, url, key

    def send(self, parcel: Parcel, now: datetime) -> Attempt:
        body = call_of(parcel).model_dump_json().encode()
        headers = {"Content-Type": "application/json", **signed(body, parcel.delivery_id, now, self._key)}
        try:
            # The answer's body says nothing that matters here, so it is not waited for.
            with self._client.stream("POST", self._url, content=body, headers=headers) as answer:
                status = answer.status_code
        except httpx.TimeoutException as error:
            return Attempt(Sent.away, f"no answer in time ({type(error).__name__})")
        except httpx.HTTPError as error:
            return Attempt(Sent.away, str(error) or type(error).__name__)
        if httpx.codes.is_success(status):
            return Attempt(Sent.delivered)
        return Attempt(Sent.away, f"answered {status}")


def call_of(parcel: Parcel) -> NoticeCall:
    notice = parcel.notice
    to = For(user=notice.to.user_id, staff=notice.to.staff_id, role=notice.to.role, hall=notice.to.hall_id)
    data = NoticeData(id=notice.id, code=notice.code, violation=notice.violation_id, task=notice.task_id, to=to)
    return NoticeCall(type="notice", timestamp=notice.at, data=data)


def signed(body: bytes, delivery_id: UUID, now: datetime, key: bytes) -> dict[str, str]:
    """The headers by which the other side knows that it came from here, now, and whether it came before."""
    sent_at = str(int(now.timestamp()))
    mac = hmac.new(key, f"{delivery_id}.{sent_at}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": str(delivery_id),
        "webhook-timestamp": sent_at,
        "webhook-signature": f"{SIGNATURE_VERSION},{base64.b64encode(mac).decode()}",
    }
