"""A portal whose web is made up: what each address answers is put there by the test."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from builders.portals import MANIFEST, People, execute_at_once, open_portal, read_manifest, settle_people

from catalogue_portal.apps import service as apps
from catalogue_portal.apps.intake import take_text
from catalogue_portal.domains import looking
from catalogue_portal.domains import service as domains
from catalogue_portal.ports import DomainUnread, Ports, RunUnplayable
from catalogue_portal.settings import SpacesAt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from builders.clocks import StillClock

    from catalogue_portal.actor import Actor
    from catalogue_portal.apps.models import Release
    from catalogue_portal.context import Context
    from catalogue_portal.domains.models import DomainProof
    from catalogue_portal.ports import SpaceOrder

APP = "https://carnet.example.org"


@dataclass
class Web:
    """What is answered at which address, what was asked for, and the spaces that were opened."""

    answers: dict[str, bytes | DomainUnread] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    opened: list[tuple[SpaceOrder, bool]] = field(default_factory=list)
    broken: str | None = None
    """Why spaces cannot be opened."""

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        answer = self.answers.get(url, DomainUnread("it answers 404", code="domain_proof_missing"))
        if isinstance(answer, DomainUnread):
            raise answer
        return answer

    def open_space(self, manifest: Path, order: SpaceOrder, *, renew: bool) -> Mapping[str, object]:
        assert manifest.read_text(encoding="utf-8")
        if self.broken:
            raise RunUnplayable(self.broken)
        self.opened.append((order, renew))
        issuer = f"https://{order.host}:{order.main_port}/s/{order.id}"
        return {"issuer": issuer, "client_id": order.id, "client_secret": f"secret-{len(self.opened)}"}


@dataclass
class World:
    """The portal, its people, and the web around it."""

    people: People
    context: Context
    web: Web
    clock: StillClock

    def release(self, actor: Actor, target: str = f'url: "{APP}"', *, manifest: str = MANIFEST) -> Release:
        """A release of an app of the actor's, at an address."""
        taken = take_text(manifest % ("9.0.0", target), read=read_manifest)
        with self.context.database.writing() as session:
            if actor.organisation_id == self.people.app.organisation_id:
                app = self.people.app
            else:
                app = apps.register_app(session, actor, name="Carnet", kind="web", clock=self.clock)
            return apps.add_release(session, actor, app.id, taken, clock=self.clock)

    def claim(self, actor: Actor, release: Release) -> DomainProof:
        """What the actor is asked to put at the domain."""
        with self.context.database.writing() as session:
            return domains.claim(session, actor, release.id, clock=self.clock, settings=self.context.settings)

    def put(self, proof: DomainProof) -> None:
        """Put there what is asked for."""
        self.web.answers[looking.address_of(proof)] = proof.answer.encode()

    def take_away(self, proof: DomainProof) -> None:
        """Take it away again."""
        del self.web.answers[looking.address_of(proof)]

    def proven(self, actor: Actor, release: Release) -> DomainProof:
        """The domain of a release, proven by the actor."""
        self.put(self.claim(actor, release))
        return looking.look_now(self.context, actor, release.id)


@pytest.fixture
def world(tmp_path: Path, clock: StillClock) -> Iterator[World]:
    web = Web()
    ports = Ports(execute_at_once, read_manifest, fetch_proof=web.fetch, open_space=web.open_space)
    context = open_portal(
        tmp_path, clock=clock, ports=ports, demo=False, spaces_at=SpacesAt("spaces.example.org", 9100, 9103)
    )
    people = settle_people(replace(context, settings=replace(context.settings, demo=True)))
    people.context = context
    yield World(people, context, web, clock)
    context.database.close()
