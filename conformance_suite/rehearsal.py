"""An app outside of any conformance run: started at a given space, with a client it already has, and used by people."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from bs4 import BeautifulSoup

from conformance_suite.driver.http import Browser, Surroundings
from conformance_suite.driver.journeys import JourneyError, Seat
from conformance_suite.driver.origins import origin_of
from conformance_suite.driver.reading import PageText
from conformance_suite.instance import Bundles, Instance, bring_up, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.manifest.model import Manifest
    from sandbox.client import Client, Sandbox, Space

EPISODE = "rehearsal"


class RehearsalError(RuntimeError):
    """The app could not be used; the message says where it stopped."""


@dataclass
class Rehearsal:
    """A started app. Use it as a context manager, or call `stop`."""

    instance: Instance
    manifest: Manifest
    _visits: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def start(cls, manifest: Manifest, sandbox: Sandbox, space: Space, client: Client, *, port: int, log: Path) -> Self:
        """Start the app on `port`. Raises NotReadyError."""
        bundles = Bundles(sandbox.ca_bundle, sandbox.ca_p12)
        instance = prepare("rehearsal", manifest, space, bundles, log=log, client=client, port=port)
        rehearsal = cls(instance, manifest)
        try:
            bring_up(instance, manifest, cancelled=lambda: False)
        except BaseException:
            rehearsal.stop()
            raise
        return rehearsal

    def newcomer(self) -> Visitor:
        """Somebody who has never been here, at a browser of their own."""
        persona = self.instance.persona()
        around = Surroundings(
            episode=EPISODE,
            app_origins=frozenset({origin_of(self.instance.app_url)}),
            space_origins=frozenset({origin_of(self.instance.space.issuer)}),
            redirect_uris=frozenset(self.instance.redirect_uris),
            ca_bundle=self.instance.ca_bundle,
            patience=self.manifest.limits.patience,
            record=lambda event: self.instance.space.record([event]),
            secrets=lambda values: self.instance.space.secrets(None, values),
            visit_id=lambda: f"r-{next(self._visits)}",
        )
        values = dict(self.instance.values) | {
            "persona_name": persona.name,
            "persona_id": persona.id,
            "persona_email": persona.email,
            "persona_password": persona.password,
        }
        return Visitor(self.manifest, Seat(Browser("b-1", around), persona, self.instance.app_url, values))

    def stop(self) -> None:
        """End the app and all its descendants."""
        self.instance.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@dataclass(frozen=True)
class Visitor:
    """A person at the app."""

    manifest: Manifest
    seat: Seat

    def try_to_sign_in(self) -> str:
        """Prepare if the app wants it, sign in and consent; the words of the page this ends on."""
        if self.manifest.declares("prepare"):
            self.play("prepare")
        return self.play("login")

    def is_signed_in(self) -> bool:
        """What the probe of the manifest says."""
        session = self.manifest.session
        return session is not None and self.seat.signed_in(session)[0] is True

    def play(self, journey: str) -> str:
        """Play a journey of the manifest; the words of the page it ends on. Raises RehearsalError."""
        try:
            page = self.seat.play(journey, self.manifest.journeys[journey], consent="allow")
        except JourneyError as error:
            raise RehearsalError(f"journey {journey}: {error}") from error
        return BeautifulSoup(page.text, "html.parser").get_text(" ", strip=True)

    def own_values(self, words: str) -> list[str]:
        """Which of the person's own measures a page shows."""
        return PageText(words).values_shown(self.seat.persona.canary.values())
