"""A label is struck by the office, once, on an agreement in force with a conformant hook-up, and for no longer."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders.agreed_app import (
    ADMINISTRATOR,
    DECIDER,
    OWNER,
    REVIEWER,
    STRANGER,
    TEAM_MATE,
    AgreedApp,
    agreed_app,
)
from builders.clocks import StillClock
from builders.tokens import claims_of
from joserfc.jwk import KeySet

from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.agreements.models import AgreementState
from catalogue_portal.audit.service import history
from catalogue_portal.errors import Conflict, Forbidden, NotFound
from catalogue_portal.labels import service
from catalogue_portal.labels.claims import LABEL, read_label
from catalogue_portal.labels.models import Label
from catalogue_portal.labels.repository import LIST_SIZE


def issue(world: AgreedApp, actor: Actor, agreement_id: str | None = None) -> Label:
    context = world.context
    with context.database.writing() as session:
        return service.issue(
            session, actor, agreement_id or world.agreement_id, keys=context.keys, publication=world.publication
        )


@pytest.mark.parametrize("actor", [DECIDER, ADMINISTRATOR], ids=lambda actor: actor.display_name)
def test_the_office_strikes_a_label_that_says_what_was_agreed(world: AgreedApp, actor: Actor) -> None:
    label = issue(world, actor)
    keys = KeySet.import_key_set(world.context.keys.jwks(LABEL))
    claims = read_label(label.compact, keys=keys, issuer="http://localhost:8080/demo")
    assert claims == label.claims
    assert (claims.app.name, claims.app.version, claims.app.kind) == ("Carnet de tension", "2.4.0", "web")
    assert (claims.release_id, claims.edition, claims.assurance) == (world.release_id, "2026-1", "remote")
    assert (claims.purposes, claims.exchanges) == (("prevention",), {"measures": ("read", "write")})
    assert claims.expires_at == label.expires_at
    assert 0 <= claims.status.index < LIST_SIZE


def test_the_portal_itself_may_strike_a_label(world: AgreedApp) -> None:
    assert issue(world, replace(SYSTEM, roles=SYSTEM.roles | {Role.ADMINISTRATOR})).state == "valid"


def test_the_label_ends_with_the_agreement(world: AgreedApp, clock: StillClock) -> None:
    label = issue(world, DECIDER)
    assert label.expires_at == clock.now() + timedelta(days=365)
    assert claims_of(label.compact)["exp"] == int(label.expires_at.timestamp())


def test_striking_a_label_is_recorded(world: AgreedApp) -> None:
    label = issue(world, DECIDER)
    with world.context.database.reading() as session:
        event = history(session, f"label:{label.id}")[0]
    assert (event.event, event.actor) == ("label_issued", DECIDER.user_id)


@pytest.mark.parametrize("actor", [OWNER, TEAM_MATE, REVIEWER], ids=lambda actor: actor.display_name)
def test_nobody_else_strikes_a_label(world: AgreedApp, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        issue(world, actor)


def test_for_a_stranger_the_agreement_does_not_exist(world: AgreedApp) -> None:
    with pytest.raises(NotFound):
        issue(world, STRANGER)
    with pytest.raises(NotFound):
        issue(world, DECIDER, "agr_unknownunkno")


def test_someone_of_the_publisher_strikes_no_label_whatever_their_role(world: AgreedApp) -> None:
    with pytest.raises(Forbidden):
        issue(world, Actor(OWNER.user_id, "Owner", frozenset({Role.DECIDER}), OWNER.organisation_id))


def test_an_agreement_has_one_label(world: AgreedApp) -> None:
    issue(world, DECIDER)
    with pytest.raises(Conflict) as refusal:
        issue(world, DECIDER)
    assert refusal.value.code == "label_exists"


UNREADY: dict[str, dict[str, Any]] = {
    "agreement_not_in_force": {"state": AgreementState.SIGNED},
    "hook_up_not_conformant": {"verdict": "nonconformant"},
    "signatures_missing": {"signatories": (OWNER, DECIDER)},
    "agreement_over": {"ends_after": timedelta(0)},
}


@pytest.mark.parametrize("code", UNREADY)
def test_an_agreement_that_is_not_ready_gets_no_label(code: str, tmp_path: Path, clock: StillClock) -> None:
    world = agreed_app(tmp_path, clock=clock, **UNREADY[code])
    with pytest.raises(Conflict) as refusal:
        issue(world, DECIDER)
    assert refusal.value.code == code


def test_a_production_label_needs_a_run_on_a_target_that_the_platform_trusts(tmp_path: Path, clock: StillClock) -> None:
    world = agreed_app(tmp_path, clock=clock, demo=False, public_url="https://portal.example", target="command")
    with pytest.raises(Conflict) as refusal:
        issue(world, DECIDER)
    assert refusal.value.code == "run_not_by_platform"


@pytest.mark.parametrize(("target", "assurance"), [("image", "pod"), ("url", "remote"), ("command", "process")])
def test_a_label_says_how_the_platform_ran_the_app(
    target: str, assurance: str, tmp_path: Path, clock: StillClock
) -> None:
    assert issue(agreed_app(tmp_path, clock=clock, target=target), DECIDER).claims.assurance == assurance


def test_production_and_demonstration_have_other_issuers_and_other_keys(tmp_path: Path, clock: StillClock) -> None:
    url = "https://portal.example"
    real = agreed_app(tmp_path / "real", clock=clock, demo=False, public_url=url)
    label = issue(real, DECIDER)
    pretended = agreed_app(tmp_path / "demo", clock=clock, demo=True, public_url=url)
    demo_label = issue(pretended, DECIDER)
    assert (label.claims.issuer, demo_label.claims.issuer) == (url, f"{url}/demo")
    assert (label.claims.environment, demo_label.claims.environment) == ("production", "demo")
    folders = [world.context.settings.keys for world in (real, pretended)]
    assert [folder.name for folder in folders] == ["production", "demo"]
    assert real.context.keys.key(LABEL).kid != pretended.context.keys.key(LABEL).kid
