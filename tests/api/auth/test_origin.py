"""Which requests with a person's cookie are taken for forged."""

from dataclasses import replace

import pytest

from api.auth.origin import Sent, forgery

FORM = Sent("POST", "application/x-www-form-urlencoded", "hall.example", None, None, "token")
JSON = replace(FORM, content_type="application/json", token=None)


@pytest.mark.parametrize(
    ("sent", "forged"),
    [
        (FORM, False),
        (replace(FORM, token="guess"), True),
        (replace(FORM, token=""), True),
        (replace(FORM, token=None), True),
        (replace(FORM, token=None, method="GET"), False),
        (replace(FORM, token=None, content_type="multipart/form-data"), True),
        (replace(FORM, token=None, content_type="text/plain"), True),
        (replace(FORM, token=None, content_type=""), True),
        (replace(FORM, origin="https://hall.example"), False),
        (replace(FORM, origin="https://evil.example"), True),
        (replace(FORM, origin="https://hall.example:8443"), True),
        (replace(FORM, origin="null"), True),
        (replace(FORM, fetch_site="same-origin"), False),
        (replace(FORM, fetch_site="cross-site"), True),
        (replace(FORM, fetch_site="same-site"), True),
        (JSON, False),
        (replace(JSON, content_type="application/merge-patch+json"), False),
        (replace(JSON, content_type="text/json"), True),
        (replace(JSON, token="guess"), True),
        (replace(JSON, token="中"), True),
        (replace(JSON, origin="https://hall.example", fetch_site="same-origin"), False),
        (replace(JSON, origin="https://evil.example"), True),
        (replace(JSON, fetch_site="cross-site"), True),
        (replace(JSON, method="DELETE", content_type=""), False),
        (replace(JSON, method="DELETE", content_type="", origin="https://evil.example"), True),
    ],
)
def test_forged_or_not(sent: Sent, forged: bool) -> None:
    assert (forgery(sent, "token") is not None) == forged
