"""`/setup`: what the house has, and what is to be done next."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession
from api.pages.navigation import FIRST, MORE, SETUP
from api.pages.rendering import CurrentVisitor, render
from api.setup.checklist import reachable, steps
from api.setup.house import house_facts
from api.state import state_of
from models.tables import Role

router = APIRouter(include_in_schema=False)
Seer = Annotated[Person, Depends(require(Role.admin, Role.auditor))]


@router.get("/setup")
def landing(request: Request, _: CurrentVisitor, __: Seer, session: ReadingSession) -> Response:
    now = state_of(request).clock.now()
    house = house_facts(session, now)
    places = [place for place in (*FIRST, *MORE, *SETUP) if place.address != "/setup"]
    there = [address for place in places for address in (place.address, *place.under)]
    return render(request, "setup_house.html", house=house, steps=reachable(steps(house, now), there))
