"""An app that its publisher runs proves its domain, is told of its space, and is played and hooked up by the portal."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from builders.portals import open_portal, settle_people, with_settings
from builders.remote_app import answering, manifest_of, running

from app import execute, fetch_proof, open_space, read_manifest
from catalogue_portal.apps import service as apps
from catalogue_portal.apps.intake import take_text
from catalogue_portal.clock import SystemClock
from catalogue_portal.domains import looking
from catalogue_portal.domains import service as domains
from catalogue_portal.domains.models import DomainProof
from catalogue_portal.labels.claims import Assurance
from catalogue_portal.labels.policy import assurance_of
from catalogue_portal.ports import Ports
from catalogue_portal.runs import service
from catalogue_portal.runs.execution import execute_run
from catalogue_portal.runs.repository import get_run
from catalogue_portal.settings import SpacesAt
from sandbox import egress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from catalogue_portal.actor import Actor
    from catalogue_portal.apps.models import Release
    from catalogue_portal.context import Context
    from catalogue_portal.runs.models import Run

pytestmark = pytest.mark.integration
TERMS = {"exchanges": {"measures": ["read", "write"]}, "scopes": ["openid", "measures.read", "measures.write"]}


def free_ports(count: int) -> list[int]:
    """Ports that nobody has now, one after another."""
    for first in range(42000, 60000, count):
        held = []
        try:
            for port in range(first, first + count):
                held.append(socket.create_server(("127.0.0.1", port)))  # noqa: PERF401 - those before a taken one too
        except OSError:
            continue
        finally:
            for one in held:
                one.close()
        return list(range(first, first + count))
    raise AssertionError("no ports")


def played(context: Context, run_id: str) -> Run:
    assert execute_run(context, run_id, worker="here")
    with context.database.reading() as session:
        return get_run(session, run_id)


@dataclass
class There:
    """A release whose app is at a port of this machine, in a portal whose demonstration allows that."""

    context: Context
    owner: Actor
    release: Release
    proof: DomainProof
    folder: Path
    port: int

    def proving(self) -> AbstractContextManager[int]:
        """A server that answers the proof and nothing else."""
        return answering({urlsplit(looking.address_of(self.proof)).path: self.proof.answer.encode()}, port=self.port)

    def app(self, told: Mapping[str, object]) -> AbstractContextManager[None]:
        """The app, told of its space, with the proof in place."""
        return running(self.folder, self.port, told, (looking.address_of(self.proof), self.proof.answer))

    def look(self) -> DomainProof:
        """What the portal finds, however short ago it looked."""
        with self.context.database.writing() as session:
            session.get_one(DomainProof, self.proof.id).looked_at = None
        return looking.look_now(self.context, self.owner, self.release.id)

    def open_space(self) -> Mapping[str, object]:
        """What the app is told."""
        return domains.open_space(self.context, self.owner, self.release.id).told

    def asked(self, *, hook_up: bool = False) -> str:
        """A run that waits."""
        asked: dict[str, Any] = {"clock": self.context.clock, "settings": self.context.settings}
        with self.context.database.writing() as session:
            if hook_up:
                return service.request_hook_up(session, self.owner, self.release.id, **TERMS, **asked).id
            return service.request_check(session, self.owner, self.release.id, profile="smoke", **asked).id


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    portal = open_portal(tmp_path, clock=SystemClock())
    owner = settle_people(portal).owner
    port, *ports = free_ports(3)
    chosen = with_settings(portal, spaces_at=SpacesAt("localhost", ports[0], ports[-1]))
    real = Ports(execute, read_manifest, partial(fetch_proof, loopback=True), open_space=open_space)
    context = replace(chosen, ports=real)
    folder = tmp_path / "their-app"
    taken = take_text(manifest_of(folder, port), read=read_manifest)
    with context.database.writing() as session:
        app = apps.register_app(session, owner, name=taken.facts.name, kind="web", clock=context.clock)
        release = apps.add_release(session, owner, app.id, taken, clock=context.clock)
        proof = domains.claim(session, owner, release.id, clock=context.clock, settings=context.settings)
    yield There(context, owner, release, proof, folder, port)
    portal.database.close()


def test_it_is_checked_and_hooked_up_and_not_once_its_proof_is_gone(
    there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def noting(host: str, *arguments: Any, **hints: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - getaddrinfo's own
        names.append(host)
        return socket.getaddrinfo(host, *arguments, **hints)

    context = there.context
    with there.proving():
        there.look()
    with there.app(there.open_space()):
        run = there.asked()
        with monkeypatch.context() as watched:
            watched.setattr(egress, "Guard", partial(egress.Guard, resolver=noting))
            checked = played(context, run)
        hooked = played(context, there.asked(hook_up=True))
        again = there.asked()
    with answering({}, port=there.port):
        refused = played(context, again)

    report = json.loads((context.settings.runs / str(checked.report_file)).read_text(encoding="utf-8"))
    verdicts = [case["verdict"] for case in report["cases"]]
    assert (checked.state, checked.failure, checked.verdict) == ("finished", None, "conformant")
    assert verdicts.count("pass") > 5
    assert assurance_of(there.release) is Assurance.REMOTE
    assert len(names) > 20  # each connection of the driver to the app was let through by the portal's guard
    assert set(names) == {"localhost"}
    assert (hooked.state, hooked.failure, hooked.verdict) == ("finished", None, "conformant")
    assert refused.state == "failed"
    assert "The domain is not proven any more" in str(refused.failure)


def test_new_credentials_end_the_old_ones_in_the_same_space(there: There) -> None:
    with there.proving():
        there.look()
        first, second = there.open_space(), there.open_space()

    assert second["issuer"] == first["issuer"]
    assert second["ca_bundle"] == first["ca_bundle"]
    assert second["client_id"] == first["client_id"]
    assert second["client_secret"] != first["client_secret"]
    clients = next((there.context.settings.spaces).rglob("clients.json")).read_text(encoding="utf-8")
    assert str(second["client_secret"]) in clients
    assert str(first["client_secret"]) not in clients
