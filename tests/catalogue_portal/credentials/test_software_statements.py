"""The statement says what the registry holds, for one space, for five minutes, to its publisher alone."""

import pytest
from builders.agreed_app import DECIDER, OWNER, REVIEWER, SCOPES, STRANGER, AgreedApp
from builders.client_assertions import new_key, registered
from builders.clocks import StillClock
from builders.tokens import claims_of, header_of
from joserfc import jwt
from joserfc.jwk import KeySet

from catalogue_portal.actor import Actor
from catalogue_portal.audit.service import history
from catalogue_portal.credentials import service
from catalogue_portal.credentials.software_statement import SOFTWARE_STATEMENT, IssuedStatement
from catalogue_portal.errors import Conflict, DomainError, Forbidden, NotFound
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.models import LabelState

SPACE = "https://space.example/s/production"
DEMO = "http://localhost:8080/demo"


def issue(world: AgreedApp, client_id: str, actor: Actor = OWNER) -> IssuedStatement:
    with world.context.database.writing() as session:
        return service.issue_statement(
            session, actor, client_id, audience=SPACE, keys=world.context.keys, publication=world.publication
        )


def test_the_statement_fixes_everything_that_the_agreement_and_the_publisher_fixed(
    world: AgreedApp, clock: StillClock
) -> None:
    key = new_key()
    registration = registered(world, key)
    statement = issue(world, registration.id)
    now = int(clock.now().timestamp())
    assert header_of(statement.compact)["typ"] == "poincon-software-statement+jwt"
    assert claims_of(statement.compact) == {
        "iss": DEMO,
        "aud": SPACE,
        "iat": now,
        "exp": now + 300,
        "jti": statement.jti,
        "software_id": registration.app_id,
        "software_version": "2.4.0",
        "client_name": "Carnet de tension",
        "redirect_uris": ["https://carnet.example/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": " ".join(SCOPES),
        "token_endpoint_auth_method": "private_key_jwt",
        "purposes": ["prevention"],
        "environment": "demo",
        "label": {"id": registration.label_id, "iss": DEMO},
        "status_list": {
            "idx": registration.label.status_index,
            "uri": f"{DEMO}/status-lists/1",
            "jwks_uri": f"{DEMO}/status-lists/jwks",
        },
        "jwks": registration.jwks,
    }


def test_the_statement_verifies_with_the_published_keys(world: AgreedApp) -> None:
    statement = issue(world, registered(world, new_key()).id)
    published = world.portal.test_client().get("/demo/software-statements/jwks").get_json()
    assert published == world.context.keys.jwks(SOFTWARE_STATEMENT)
    read = jwt.decode(statement.compact, KeySet.import_key_set(published), algorithms=["ES256"])
    assert read.claims["jti"] == statement.jti


def test_each_statement_has_a_jti_of_its_own_and_is_recorded_without_its_text(world: AgreedApp) -> None:
    client_id = registered(world, new_key()).id
    first, second = issue(world, client_id), issue(world, client_id)
    assert first.jti != second.jti
    with world.context.database.reading() as session:
        events = [event for event in history(session, f"credential:{client_id}") if "statement" in event.event]
    assert [event.details for event in events] == [
        {"jti": statement.jti, "audience": SPACE} for statement in (first, second)
    ]


@pytest.mark.parametrize(("actor", "error"), [(STRANGER, NotFound), (REVIEWER, Forbidden), (DECIDER, Forbidden)])
def test_nobody_else_is_given_a_statement(world: AgreedApp, actor: Actor, error: type[DomainError]) -> None:
    client_id = registered(world, new_key()).id
    with pytest.raises(error):
        issue(world, client_id, actor)


@pytest.mark.parametrize("state", [LabelState.SUSPENDED, LabelState.WITHDRAWN])
def test_there_is_no_statement_without_a_label_in_force(world: AgreedApp, state: LabelState) -> None:
    registration = registered(world, new_key())
    with world.context.database.writing() as session:
        labels.set_status(session, DECIDER, registration.label_id, state, reason="x")
    with pytest.raises(Conflict) as refusal:
        issue(world, registration.id)
    assert refusal.value.code == "label_not_in_force"
