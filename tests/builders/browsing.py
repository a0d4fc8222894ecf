"""A browser at a scripted app, its events kept."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance_suite.driver.http import Browser, Surroundings
from conformance_suite.driver.journeys import Seat
from conformance_suite.driver.person import Persona

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.scripted_app import ScriptedApp

CHLOE = Persona("p-1", "Chloé D'Arvor", "chloe@example.test", "pass word", {"bodyweight": "61.37"})


@dataclass
class Browsing:
    """A browser and what it told."""

    browser: Browser
    events: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    def visits(self) -> list[dict[str, Any]]:
        return [event for event in self.events if event["kind"] == "visit"]

    def seat(self, app: ScriptedApp) -> Seat:
        values = {"persona_name": CHLOE.name, "persona_email": CHLOE.email, "app_url": app.url}
        return Seat(self.browser, CHLOE, app.url, values)


def browsing(
    app: ScriptedApp,
    space: ScriptedApp | None = None,
    *,
    new: Callable[[str, Surroundings], Browser] = Browser,
    **changes: Any,  # noqa: ANN401
) -> Browsing:
    """A browser of an episode at an app, and at a space if there is one; `new` makes it."""
    events: list[dict[str, Any]] = []
    secrets: list[str] = []
    numbers = itertools.count(1)
    settings: dict[str, Any] = {
        "episode": "e-1",
        "app_origins": frozenset({app.url}),
        "space_origins": frozenset({space.url} if space else ()),
        "redirect_uris": frozenset({f"{app.url}/callback"}),
        "ca_bundle": Path("unused"),
        "patience": 5.0,
        "record": events.append,
        "secrets": secrets.extend,
        "visit_id": lambda: f"v-{next(numbers)}",
    }
    return Browsing(new("b-1", Surroundings(**settings | changes)), events, secrets)
