"""The frame of every page, in a real browser: no complaint, and axe finds nothing."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.hosting import hosted
from tests.api.cast import set_the_stage
from tests.api.pages.conftest import Opens


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_queue_is_axe_clean(tmp_path: Path, sqlite_database: Engine, open_as: Opens, scheme: str) -> None:
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    client = stage.log_in("周敏")
    with hosted(stage.app) as base:
        page = open_as(base, client.cookies[COOKIE], color_scheme=scheme).new_page()
        page.goto("/queue")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
