"""A labelled app enters the registry by its publisher's hand, with what the agreement gives and nothing more."""

from pathlib import Path

import pytest
from builders.agreed_app import (
    ADMINISTRATOR,
    DECIDER,
    OWNER,
    REVIEWER,
    SCOPES,
    STRANGER,
    TEAM_MATE,
    AgreedApp,
    agreed_app,
)
from builders.client_assertions import new_key, public_set, registered
from builders.clocks import StillClock

from catalogue_portal.actor import Actor
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.audit.service import history
from catalogue_portal.credentials import repository, service
from catalogue_portal.credentials.service import RegistrationWish
from catalogue_portal.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.models import LabelState

CALLBACK = ["https://carnet.example/callback"]


def register(world: AgreedApp, actor: Actor, wish: RegistrationWish | None = None, label_id: str | None = None) -> str:
    label_id = label_id or world.issue_label().id
    wish = wish or RegistrationWish(public_set(new_key()), CALLBACK)
    with world.context.database.writing() as session:
        return service.register(session, actor, label_id, wish, publication=world.publication).id


@pytest.mark.parametrize("actor", [OWNER, TEAM_MATE], ids=lambda actor: actor.display_name)
def test_the_publisher_registers_the_app_with_the_scopes_and_purposes_of_the_agreement(
    world: AgreedApp, actor: Actor
) -> None:
    client_id = register(world, actor)
    with world.context.database.reading() as session:
        registration = repository.visible_registration(session, actor, client_id)
        event = history(session, f"credential:{client_id}")[0]
    assert (registration.scopes, registration.purposes) == (SCOPES, ["prevention"])
    assert registration.portal_scopes == ["apps:read", "dossiers:read", "runs:read", "runs:write"]
    assert registration.token_endpoint_auth_method == "private_key_jwt"
    assert (event.event, event.actor) == ("client_registered", actor.user_id)


@pytest.mark.parametrize("actor", [STRANGER, REVIEWER, DECIDER, ADMINISTRATOR], ids=lambda actor: actor.display_name)
def test_nobody_else_registers_the_app(world: AgreedApp, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        register(world, actor)


def test_a_label_has_one_registration(world: AgreedApp) -> None:
    label = world.issue_label()
    register(world, OWNER, label_id=label.id)
    with pytest.raises(Conflict) as refusal:
        register(world, OWNER, label_id=label.id)
    assert refusal.value.code == "registration_exists"


def test_without_a_label_there_is_no_registration(world: AgreedApp) -> None:
    with pytest.raises(NotFound):
        register(world, OWNER, label_id="lab_unknownunkno")


@pytest.mark.parametrize("state", [LabelState.SUSPENDED, LabelState.WITHDRAWN])
def test_a_label_that_is_not_in_force_opens_nothing(world: AgreedApp, state: LabelState) -> None:
    label = world.issue_label()
    with world.context.database.writing() as session:
        labels.set_status(session, DECIDER, label.id, state, reason="x")
    with pytest.raises(Conflict) as refusal:
        register(world, OWNER, label_id=label.id)
    assert refusal.value.code == "label_not_in_force"


def test_an_agreement_that_has_ended_opens_nothing(world: AgreedApp) -> None:
    label = world.issue_label()
    with world.context.database.writing() as session:
        session.get_one(Agreement, world.agreement_id).state = "terminated"
    with pytest.raises(Conflict) as refusal:
        register(world, OWNER, label_id=label.id)
    assert refusal.value.code == "agreement_not_in_force"


WRONG_WISHES = {
    "no_keys": RegistrationWish(None, CALLBACK),
    "private_key": RegistrationWish({"keys": [new_key().as_dict(private=True)]}, CALLBACK),
    "bad_redirect_uri": RegistrationWish(public_set(new_key()), ["http://elsewhere.example/"]),
}


@pytest.mark.parametrize("code", WRONG_WISHES)
def test_a_wish_that_is_not_acceptable_changes_nothing(world: AgreedApp, code: str) -> None:
    label = world.issue_label()
    with pytest.raises(Invalid) as refusal:
        register(world, OWNER, WRONG_WISHES[code], label_id=label.id)
    assert refusal.value.code == code
    with world.context.database.reading() as session:
        assert repository.registration_of_label(session, label.id) is None


def test_a_native_app_may_do_without_a_key_and_then_has_no_token_of_its_own(tmp_path: Path, clock: StillClock) -> None:
    world = agreed_app(tmp_path, clock=clock, kind="native")
    client_id = register(world, OWNER, RegistrationWish(None, ["fr.exemple.carnet:/callback"]))
    with world.context.database.reading() as session:
        registration = repository.visible_registration(session, OWNER, client_id)
    assert (registration.token_endpoint_auth_method, registration.portal_scopes) == ("none", [])


@pytest.mark.parametrize(
    ("actor", "sees"), [(OWNER, True), (TEAM_MATE, True), (STRANGER, False), (REVIEWER, True), (ADMINISTRATOR, True)]
)
def test_a_registration_is_visible_to_its_publisher_and_the_office(
    world: AgreedApp,
    actor: Actor,
    sees: bool,  # noqa: FBT001
) -> None:
    client_id = register(world, OWNER)
    with world.context.database.reading() as session:
        assert bool(repository.visible_registrations(session, actor)) is sees
        if not sees:
            with pytest.raises(NotFound):
                repository.visible_registration(session, actor, client_id)


def test_keys_are_rotated_by_the_publisher_and_recorded(world: AgreedApp) -> None:
    old, new = new_key(), new_key()
    registration = registered(world, old)
    for keys in ([old, new], [new]):
        with world.context.database.writing() as session:
            service.change_keys(session, TEAM_MATE, registration.id, public_set(*keys))
    with world.context.database.reading() as session:
        events = [event.event for event in history(session, f"credential:{registration.id}")]
    assert events == ["client_registered", "client_keys_changed", "client_keys_changed"]


@pytest.mark.parametrize(("actor", "error"), [(STRANGER, NotFound), (REVIEWER, Forbidden), (ADMINISTRATOR, Forbidden)])
def test_nobody_else_changes_the_keys(world: AgreedApp, actor: Actor, error: type[DomainError]) -> None:
    registration = registered(world, new_key())
    with pytest.raises(error), world.context.database.writing() as session:
        service.change_keys(session, actor, registration.id, public_set(new_key()))
