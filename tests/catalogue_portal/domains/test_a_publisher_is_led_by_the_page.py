"""The page of a domain and its space: one step after another, each refusal in words, the secret shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.portal_apps import portal_app
from builders.portals import with_settings
from builders.site import form_token
from sqlalchemy import select

from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.session_cookie import COOKIE
from catalogue_portal.accounts.sessions import open_session
from catalogue_portal.domains import looking
from catalogue_portal.domains.models import DomainProof

if TYPE_CHECKING:
    from conftest import World
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def entered(world: World, who: str) -> FlaskClient:
    client, here = portal_app(world.context).test_client(), world.context
    client.set_cookie("poincon_language", "en")
    with here.database.writing() as session:
        user = get_user(session, getattr(world.people, who).user_id)
        client.set_cookie(COOKIE, open_session(session, user, clock=here.clock, settings=here.settings))
    return client


def post(client: FlaskClient, page: str, act: str, **fields: str) -> TestResponse:
    return client.post(act, data={"form_token": form_token(client, page), **fields})


def test_from_the_claim_to_the_secret(world: World) -> None:
    release = world.release(world.people.owner)
    place = f"/releases/{release.id}"
    page, client = f"{place}/domain", entered(world, "owner")
    assert "Domain and space" in client.get(place).text
    assert "Ask what to put at the domain" in client.get(page).text
    assert client.get(f"{place}/space/ca.pem").status_code == 404

    assert post(client, page, page).status_code == 303
    with world.context.database.reading() as session:
        proof = session.scalars(select(DomainProof)).one()
    shown = client.get(page).text
    assert looking.address_of(proof) in shown
    assert proof.answer in shown

    refused = post(client, page, f"{page}/look")
    assert refused.status_code == 409
    assert "The server has nothing at the address of the proof" in refused.text
    assert "it answers 404" in refused.text
    world.clock.advance(looking.BETWEEN_LOOKS)
    world.put(proof)
    assert post(client, page, f"{page}/look").status_code == 303
    assert "Proven on" in client.get(page).text

    wrong = post(client, page, f"{place}/space", callers="0.0.0.0/0")
    assert wrong.status_code == 422
    assert "none larger than a /16" in wrong.text
    opened = post(client, page, f"{place}/space", callers="198.51.100.7\n2001:db8:7::/48")
    assert "secret-1" in opened.text
    again = client.get(page).text
    assert "secret-1" not in again
    assert "198.51.100.7/32" in again
    assert "it can be played" in again


@pytest.mark.parametrize(("who", "status"), [("mate", 200), ("stranger", 404), ("newcomer", 404), ("reviewer", 403)])
def test_the_page_is_for_the_publisher(world: World, who: str, status: int) -> None:
    release = world.release(world.people.owner)

    assert entered(world, who).get(f"/releases/{release.id}/domain").status_code == status


def test_a_portal_without_spaces_says_so(world: World) -> None:
    world.context = with_settings(world.context, spaces_at=None)
    release = world.release(world.people.owner)

    shown = entered(world, "owner").get(f"/releases/{release.id}/domain").text

    assert "its operator has named no address for spaces" in shown
    assert "Ask what to put at the domain" not in shown


def test_a_release_that_is_not_at_an_address_has_no_such_page(world: World) -> None:
    release = world.people.release
    client = entered(world, "owner")

    assert client.get(f"/releases/{release.id}/domain").status_code == 404
    assert "Domain and space" not in client.get(f"/releases/{release.id}").text
