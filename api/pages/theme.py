"""Light, dark or as the device has it: a choice that a cookie keeps, as the language's."""

from typing import Annotated, Literal, cast, get_args

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.auth.people import from_our_pages, safe_next
from api.state import state_of
from conduct.words import N_

Theme = Literal["system", "light", "dark"]
COOKIE = "conduct_theme"
KEPT_S = 365 * 24 * 3600
NAMES: dict[Theme, str] = {"system": N_("As the device"), "light": N_("Light mode"), "dark": N_("Dark mode")}
DARK_FOR: dict[Theme, str] = {"system": "screen and (prefers-color-scheme: dark)", "light": "not all", "dark": "screen"}
"""The media that `dark.css` is for: paper is always light."""

router = APIRouter(include_in_schema=False)


def theme_of(request: Request) -> Theme:
    kept = request.cookies.get(COOKIE)
    return cast(Theme, kept) if kept in get_args(Theme) else "system"


@router.post("/theme", dependencies=[Depends(from_our_pages)])
def choose_theme(
    request: Request,
    theme: Annotated[Theme, Form()] = "system",
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Open to everybody: it changes a cookie of the browser's own and nothing else."""
    answer = RedirectResponse(safe_next(back), status_code=303)
    secure = state_of(request).settings.secure_cookies
    answer.set_cookie(COOKIE, theme, max_age=KEPT_S, httponly=True, samesite="lax", secure=secure)
    return answer
