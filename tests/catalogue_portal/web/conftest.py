"""A portal in which the story has been told, its pages by client and by Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.site import serving, session_cookie, sign_in
from builders.told_story import PEOPLE, Story

from catalogue_portal.portal import portal_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture(scope="session")
def story(told: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The told story; tests that only read share it."""
    copy = told.copied(tmp_path_factory.mktemp("shared"))
    yield copy
    copy.context.database.close()


@pytest.fixture
def own_story(told: Story, tmp_path: Path) -> Iterator[Story]:
    """A told story of the test's own, to be changed."""
    copy = told.copied(tmp_path)
    yield copy
    copy.context.database.close()


@pytest.fixture(scope="session")
def site(story: Story) -> Flask:
    """The application over the shared story."""
    return portal_of(story.context)


@pytest.fixture(scope="session")
def session_cookies(site: Flask, story: Story) -> dict[str, str]:
    """The session cookie of each person: they sign in once, since checking a password is slow on purpose."""
    return {who: session_cookie(sign_in(site, story, who)) for who in PEOPLE}


@pytest.fixture
def signed_in(site: Flask, session_cookies: dict[str, str]) -> Callable[[str | None], FlaskClient]:
    """A client in which somebody of the story is signed in; None is a stranger without an account."""

    def client_of(who: str | None) -> FlaskClient:
        client = site.test_client()
        if who is not None:
            client.set_cookie("poincon_session", session_cookies[who])
        return client

    return client_of


@pytest.fixture(scope="session")
def address(site: Flask) -> Iterator[str]:
    """Where the shared story is served."""
    with serving(site) as url:
        yield url
