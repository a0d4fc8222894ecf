"""What every test may use: how hard hypothesis tries, and one Chromium for the whole session."""

from __future__ import annotations

import gc
import shutil
import sys
import warnings
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# A little in every run, a lot with `--hypothesis-profile=long` (tox -e long). A crowded machine makes nothing fail.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("little", PATIENT, max_examples=25)
settings.register_profile("long", PATIENT, max_examples=1500)
settings.load_profile("little")

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"  # the first does the same in less time
PATIENCE = 30_000  # milliseconds for what a page must come to show: a crowded machine makes nothing fail
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a container engine where none answers."""
    if item.get_closest_marker("pod") is None:
        return
    import docker  # noqa: PLC0415 - half a second that most tests do not need
    from docker.errors import DockerException  # noqa: PLC0415 - idem

    try:
        docker.from_env().close()
    except DockerException as error:
        why = str(error)
    else:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()  # the client that came to nothing leaves its socket open
    pytest.skip(f"no container engine answers ({why}): tools/docker-engine starts one, as tox -e pod does")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what starts processes, and with the story before all: begun last, it would keep everybody waiting."""
    starting = {item.path for item in items if item.get_closest_marker("integration") is not None}
    items.sort(key=lambda item: (item.path.name != "test_the_whole_story.py", item.path not in starting))


def pytest_sessionfinish() -> None:
    """Let go of the container engine, if any test spoke to it."""
    images = sys.modules.get("builders.images")
    if images is not None and images.client.cache_info().currsize:
        images.client().close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; only one Playwright may run in a process, so everybody shares it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
