"""Who makes browsers for the people of a run, and what is said of it in the run's record."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from conformance_suite.driver.chromium_program import find_chromium, require_playwright
from conformance_suite.driver.http import Browser, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack
    from pathlib import Path

    from conformance_suite.guide.seat import Guide
    from conformance_suite.json_value import JsonObject

BESIDES_CORES = 6  # an episode is often a wait: for the space that hangs, for quiet


@dataclass(frozen=True)
class Browsers:
    """How a browser is made for a person, and the version of Chromium where it is one."""

    new: Callable[[str, Surroundings], Browser] = Browser
    chromium: str | None = None
    at_once: int | None = None  # episodes, beyond which all of them only get slower
    guide: Guide | None = None  # who leads human beings, where they play

    def as_json(self) -> JsonObject:
        """What `run.json` keeps of it, besides the name of the driver."""
        return {} if self.chromium is None else {"chromium": self.chromium}


def require(driver: str, program: Path | None) -> Path | None:
    """The program of a driver that needs one, before anything is started. Raises ChromiumError."""
    if driver != "browser":
        return None
    require_playwright()
    return find_chromium(program)


def browsers_of(stack: ExitStack, program: Path | None) -> Browsers:
    """Browsers on requests; with a program of Chromium, in one process of it that ends with `stack`.

    Raises ChromiumError.
    """
    if program is None:
        return Browsers()
    from conformance_suite.driver.chromium import Chromium  # noqa: PLC0415 - Playwright is an extra
    from conformance_suite.driver.rendered import RenderedBrowser  # noqa: PLC0415 - idem

    chromium = stack.enter_context(Chromium(program))
    new = partial(RenderedBrowser, chromium=chromium)
    return Browsers(new, chromium.version, at_once=BESIDES_CORES + (os.cpu_count() or 1))
