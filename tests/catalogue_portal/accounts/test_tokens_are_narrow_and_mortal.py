from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.portals import PASSWORD
from sqlalchemy import select

from catalogue_portal.accounts import tokens
from catalogue_portal.accounts.models import ApiToken
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.secrets import digest, is_well_formed, new_secret
from catalogue_portal.errors import Invalid

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from builders.portals import People
    from flask.testing import FlaskClient


def issue(people: People, *, scopes: list[str], days: int = 1) -> tokens.IssuedToken:
    context = people.context
    with context.database.writing() as session:
        user = get_user(session, people.owner.user_id)
        return tokens.issue_token(
            session, people.owner, user, name="ci", scopes=scopes, life=timedelta(days=days), clock=context.clock
        )


def status(client: FlaskClient, secret: str) -> int:
    return client.get("/api/v1/me", headers={"Authorization": f"bearer {secret}"}).status_code


def test_only_a_digest_is_kept(people: People) -> None:
    issued = issue(people, scopes=["accounts:read"])

    with people.context.database.reading() as session:
        kept = session.scalars(select(ApiToken)).one()
    assert kept.digest == digest(issued.secret)
    assert issued.secret not in repr(vars(kept))


def test_a_token_dies_on_its_day(people: People, client: FlaskClient, clock: StillClock) -> None:
    secret = issue(people, scopes=["accounts:read"]).secret
    assert status(client, secret) == 200
    clock.advance(timedelta(days=1))

    assert status(client, secret) == 401


def test_no_token_lives_longer_than_allowed(people: People, clock: StillClock) -> None:
    assert issue(people, scopes=["accounts:read"], days=9999).kept.expires_at == clock.now() + tokens.LONGEST_LIFE


def test_a_revoked_token_is_dead_at_once(people: People, client: FlaskClient) -> None:
    issued = issue(people, scopes=["accounts:read", "accounts:write"])
    headers = {"Authorization": f"Bearer {issued.secret}"}
    assert client.delete(f"/api/v1/tokens/{issued.kept.id}", headers=headers).status_code == 204

    assert status(client, issued.secret) == 401


@pytest.mark.parametrize("scopes", [[], ["everything"], ["accounts:read", "accounts:destroy"]])
def test_unknown_scopes_are_refused(people: People, scopes: list[str]) -> None:
    with pytest.raises(Invalid):
        issue(people, scopes=scopes)


def test_a_changed_letter_is_noticed_before_the_database_is_asked() -> None:
    secret = new_secret("api")

    assert is_well_formed(secret, "api")
    assert not is_well_formed(secret, "session")
    assert not any(is_well_formed(secret[:i] + "9" + secret[i + 1 :], "api") for i in range(len(secret)))


def test_a_wrong_password_issues_nothing(people: People, client: FlaskClient) -> None:
    wish = {"email": "owner@example.org", "password": PASSWORD + "x", "name": "ci", "scopes": ["accounts:read"]}

    answer = client.post("/api/v1/tokens", json=wish)

    assert (answer.status_code, answer.get_json()["code"]) == (401, "wrong_credentials")
    assert people.context.settings.demo


def test_there_is_an_end_to_the_number_of_tokens(people: People) -> None:
    for _ in range(tokens.MOST_TOKENS):
        issue(people, scopes=["accounts:read"])

    with pytest.raises(Invalid):
        issue(people, scopes=["accounts:read"])
