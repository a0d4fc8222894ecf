"""A release that is an image is fetched, played in a pod and hooked up by the portal that labels it in earnest."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders import images
from builders.portals import open_portal, settle_people, with_settings
from builders.registries import registry

from app import execute, read_manifest
from catalogue_portal.apps import service as apps
from catalogue_portal.apps.intake import take_text
from catalogue_portal.labels.claims import Assurance
from catalogue_portal.labels.policy import assurance_of
from catalogue_portal.ports import Ports
from catalogue_portal.runs import service
from catalogue_portal.runs.execution import execute_run
from catalogue_portal.runs.repository import get_run

if TYPE_CHECKING:
    from pathlib import Path

    from catalogue_portal.context import Context
    from catalogue_portal.runs.models import Run

pytestmark = [pytest.mark.pod, pytest.mark.integration]
TERMS = {"exchanges": {"measures": ["read", "write"]}, "scopes": ["openid", "measures.read", "measures.write"]}


def played(context: Context, run_id: str) -> Run:
    assert execute_run(context, run_id, worker="here")
    with context.database.reading() as session:
        return get_run(session, run_id)


def test_it_is_checked_and_hooked_up_in_pods_or_refused_with_the_reason(tmp_path: Path) -> None:
    with registry(tmp_path) as there:
        reference = there.push(images.reference_app(), "carnet")
        portal = open_portal(tmp_path)
        people = settle_people(portal)
        chosen = with_settings(portal, demo=False, registries=(there.host,))
        context = replace(chosen, ports=Ports(execute, read_manifest))
        clock, settings = context.clock, context.settings
        manifest = images.manifest_of(tmp_path / "release", reference)
        taken = take_text(manifest.read_text(encoding="utf-8"), read=read_manifest)
        with context.database.writing() as session:
            facts = taken.facts
            app = apps.register_app(session, people.owner, name=facts.name, kind=facts.kind, clock=clock)
            release = apps.add_release(session, people.owner, app.id, taken, clock=clock)
            asked = {"clock": clock, "settings": settings}
            check = service.request_check(session, people.owner, release.id, profile="smoke", **asked)
            hook_up = service.request_hook_up(session, people.owner, release.id, **TERMS, **asked)

        checked = played(context, check.id)

        assert (checked.state, checked.verdict, checked.failure) == ("finished", "conformant", None)
        report = json.loads((settings.runs / str(checked.report_file)).read_text(encoding="utf-8"))
        assert report["run"]["isolation"] == "pod"
        record = json.loads(
            (settings.runs / str(checked.report_file)).with_name("run.json").read_text(encoding="utf-8")
        )
        assert record["image"]["digest"] == release.artefact_digest == reference.partition("@")[2]
        assert assurance_of(release) is Assurance.POD

        hooked = played(context, hook_up.id)
        assert (hooked.state, hooked.verdict) == ("finished", "conformant")

        with context.database.writing() as session:
            again = service.request_check(session, people.owner, release.id, profile="smoke", **asked)
        elsewhere = replace(context, settings=replace(settings, registries=("registry.example.org",)))
        refused = played(elsewhere, again.id)
        assert refused.state == "failed"
        assert "registries of its operator's list" in str(refused.failure)
    images.client().api.remove_image(reference, force=True)


def test_one_that_no_registry_gives_ends_the_run_with_its_name_and_a_next_step(tmp_path: Path) -> None:
    with registry(tmp_path) as there:
        nowhere = f"{there.host}/none@sha256:{'0' * 64}"
        portal = open_portal(tmp_path)
        people = settle_people(portal)
        context = replace(with_settings(portal, registries=(there.host,)), ports=Ports(execute, read_manifest))
        manifest = images.manifest_of(tmp_path / "release", nowhere)
        taken = take_text(manifest.read_text(encoding="utf-8"), read=read_manifest)
        with context.database.writing() as session:
            facts = taken.facts
            app = apps.register_app(session, people.owner, name=facts.name, kind=facts.kind, clock=context.clock)
            release = apps.add_release(session, people.owner, app.id, taken, clock=context.clock)
            run = service.request_check(
                session, people.owner, release.id, clock=context.clock, settings=context.settings
            )

        ended = played(context, run.id)

        assert ended.state == "failed"
        assert f"the image {nowhere!r} cannot be fetched: " in str(ended.failure)
        assert "docker login" in str(ended.failure)
