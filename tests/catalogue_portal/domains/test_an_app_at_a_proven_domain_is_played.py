"""An app that its publisher runs proves its domain, is told of its space, and is played and hooked up by the portal."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
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
    from pathlib import Path

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


def test_it_is_checked_and_hooked_up_and_not_once_its_proof_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_names: list[str] = []

    def noting(host: str, *arguments: Any, **hints: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - getaddrinfo's own
        asked_names.append(host)
        return socket.getaddrinfo(host, *arguments, **hints)

    portal = open_portal(tmp_path, clock=SystemClock())
    people = settle_people(portal)
    port, *ports = free_ports(3)
    chosen = with_settings(portal, spaces_at=SpacesAt("localhost", ports[0], ports[-1]))
    context = replace(
        chosen, ports=Ports(execute, read_manifest, partial(fetch_proof, loopback=True), open_space=open_space)
    )
    folder = tmp_path / "their-app"
    taken = take_text(manifest_of(folder, port), read=read_manifest)
    asked: dict[str, Any] = {"clock": context.clock, "settings": context.settings}
    with context.database.writing() as session:
        app = apps.register_app(session, people.owner, name=taken.facts.name, kind="web", clock=context.clock)
        release = apps.add_release(session, people.owner, app.id, taken, clock=context.clock)
        claimed = domains.claim(session, people.owner, release.id, **asked)
    url = looking.address_of(claimed)
    with answering({urlsplit(url).path: claimed.answer.encode()}, port=port):
        proven = looking.look_now(context, people.owner, release.id)
    assert proven.expires_at is not None
    opened = domains.open_space(context, people.owner, release.id)
    assert opened.told["client_secret"]
    with running(folder, port, opened.told, (url, claimed.answer)):
        with context.database.writing() as session:
            check = service.request_check(session, people.owner, release.id, profile="smoke", **asked)

        with monkeypatch.context() as watched:
            watched.setattr(egress, "Guard", partial(egress.Guard, resolver=noting))
            checked = played(context, check.id)

        report = json.loads((context.settings.runs / str(checked.report_file)).read_text(encoding="utf-8"))
        verdicts = {case["case"]: case["verdict"] for case in report["cases"]}
        assert (checked.state, checked.failure) == ("finished", None)
        assert "fail" not in verdicts.values()
        assert sum(verdict == "pass" for verdict in verdicts.values()) > 5
        assert checked.verdict == "conformant"
        assert len(asked_names) > 20  # each connection of the driver to the app is let through by the portal's guard
        assert set(asked_names) == {"localhost"}
        assert assurance_of(release) is Assurance.REMOTE

        with context.database.writing() as session:
            hook_up = service.request_hook_up(session, people.owner, release.id, **TERMS, **asked)
        hooked = played(context, hook_up.id)
        assert (hooked.state, hooked.failure, hooked.verdict) == ("finished", None, "conformant")

        with context.database.writing() as session:
            again = service.request_check(session, people.owner, release.id, profile="smoke", **asked)
    with answering({}, port=port):
        refused = played(context, again.id)

    assert refused.state == "failed"
    assert "The domain is not proven any more" in str(refused.failure)
    with answering({urlsplit(url).path: claimed.answer.encode()}, port=port):
        with context.database.writing() as session:
            session.get_one(DomainProof, claimed.id).looked_at = None
        looking.look_now(context, people.owner, release.id)
        renewed = domains.open_space(context, people.owner, release.id)
    assert renewed.told["issuer"] == opened.told["issuer"]
    assert renewed.told["client_secret"] != opened.told["client_secret"]
    portal.database.close()
