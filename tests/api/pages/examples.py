"""Which pages are opened, by whom: those of the authorization table, and more ways to see some of them.

A new page has its line in `tests/api/authorization/table.py` anyway; what it shows only in some state or to somebody
else is a line here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI

from api.auth.people import is_for_programs
from tests.api.authorization.hall import Hall
from tests.api.authorization.table import COLUMNS, TABLE, Row
from tests.api.test_authorization_matrix import asked_by

WHO_FIRST = ("own", "hr", "admin", "auditor", "self", "nobody")
"""Of several who may open a page the first does."""
ONE_S_OWN = "/my/"


@dataclass(frozen=True)
class Example:
    """A page as a column of the table opens it; `{name}` in the address is what `hall.things` calls so."""

    who: str
    address: str


MORE = (
    Example("hr", "/appraisals/{month}"),
    Example("hr", "/appraisals/{to_be_locked}"),
    Example("hr", "/appraisals/{locked}"),
    Example("hr", "/appraisals/{twice}/people/S001"),
    Example("self", "/appraisals/{month}/people/S001"),
    Example("hr", "/appeals"),
    Example("self", "/rules"),
    Example("own", "/queue/{decided_id}"),
    Example("self", "/queue/{confirmed_id}"),
    Example("self", "/queue/{appealed_id}"),
    Example("own", "/queue?rule=late&status=all"),
    Example("own", "/queue?rule=uniform-code"),
    Example("other", "/inbox"),
    Example("other", "/agreement?hall=H2"),
    Example("own", "/nowhere"),
    Example("self", "/queue/{second_id}"),
    Example("staff", "/inspect"),
    Example("nobody", "/login?next=/queue"),
)


def pages_of(app: FastAPI) -> set[str]:
    """The paths at which people are answered when they open them; streams of events are not opened."""
    found: set[str] = set()
    for each in app.routes:
        unfold = getattr(each, "effective_route_contexts", None)
        for route in unfold() if unfold is not None else (each,):
            if "GET" in (route.methods or ()) and not getattr(route, "is_sse_stream", False):
                found.add(route.path)
    return {path for path in found if not is_for_programs(path) and not path.startswith("/static/")}


def examples(hall: Hall) -> Iterator[tuple[str, Example, str]]:
    """Each page's path among the routes, the example for it, and its whole address."""
    paths = pages_of(hall.stage.app)
    for row in TABLE:
        for method, path in asked_by(row):
            if method == "GET" and path in paths:
                told = Example(_who(row, path), _address(row, path))
                yield path, told, filled(told, hall.things)
    for told in MORE:
        yield "", told, filled(told, hall.things)


def filled(example: Example, things: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda found: things[found[1]], example.address)


def _who(row: Row, path: str) -> str:
    cells = dict(zip(COLUMNS, row.cells.split(), strict=True))
    if path.startswith(ONE_S_OWN):
        return "self"
    return next(who for who in WHO_FIRST if cells[who] == "ok")


def _address(row: Row, path: str) -> str:
    named = re.sub(r"{(\w+)}", lambda found: "{" + row.names.get(found[1], found[1]) + "}", path)
    query = "&".join(f"{name}={value}" for name, value in row.query.items())
    return f"{named}?{query}" if query else named
