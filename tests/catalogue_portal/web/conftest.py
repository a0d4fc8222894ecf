"""A portal in which the story has been told, its pages by client and by Chromium."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from builders.portal_apps import portal_app
from builders.site import client_of, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from builders.told_story import Story
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
    return portal_app(story.context)


@pytest.fixture
def signed_in(site: Flask, story: Story) -> Callable[[str | None], FlaskClient]:
    """A client in which somebody of the story is signed in; None is a stranger without an account."""
    return partial(client_of, site, story)


@pytest.fixture(scope="session")
def address(site: Flask) -> Iterator[str]:
    """Where the shared story is served."""
    with serving(site) as url:
        yield url
