"""Portals to test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.clocks import StillClock
from builders.databases import keep
from builders.office import Office, open_office
from builders.portal_apps import portal_app
from builders.portals import People, open_portal, settle_people
from builders.told_story import Story, tell_story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from catalogue_portal.context import Context


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The story as it was told, once; tests get copies."""
    told = tell_story(tmp_path_factory.mktemp("told"))
    told.context.database.close()
    keep(told.context.settings)
    return told


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def context(tmp_path: Path, clock: StillClock) -> Iterator[Context]:
    """An empty portal, without Flask."""
    opened = open_portal(tmp_path, clock=clock)
    yield opened
    opened.database.close()


@pytest.fixture
def people(context: Context) -> People:
    """The portal, settled: owner, team-mate, stranger, office, one app with a release."""
    return settle_people(context)


@pytest.fixture
def app(context: Context) -> Flask:
    """The portal's application."""
    return portal_app(context)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A portal with a publisher's release and everyone whom the procedure needs."""
    opened = open_office(tmp_path)
    yield opened
    opened.database.close()
