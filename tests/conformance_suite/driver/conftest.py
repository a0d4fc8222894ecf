"""People who sit at browsers that are Chromium, at an app and a space that answer as they are told."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pytest
from builders.browsing import Browsing, browsing
from builders.scripted_app import ScriptedApp, scripted_app

from conformance_suite.driver.chromium import Chromium
from conformance_suite.driver.chromium_program import find_chromium
from conformance_suite.driver.rendered import RenderedBrowser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with Chromium(find_chromium(None)) as running:
        yield running


@pytest.fixture
def app() -> Iterator[ScriptedApp]:
    with scripted_app() as made:
        yield made


@pytest.fixture
def space() -> Iterator[ScriptedApp]:
    with scripted_app() as made:
        yield made


@pytest.fixture
def begin(chromium: Chromium, app: ScriptedApp, space: ScriptedApp) -> Iterator[Callable[..., Browsing]]:
    """Begins a person's browser."""
    begun: list[Browsing] = []

    def begin(**changes: Any) -> Browsing:  # noqa: ANN401
        begun.append(browsing(app, space, new=functools.partial(RenderedBrowser, chromium=chromium), **changes))
        return begun[-1]

    yield begin
    for one in begun:
        one.browser.close()
