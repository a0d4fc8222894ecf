"""Another site cannot post in a person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.site import form_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.told_story import Story
    from flask import Flask
    from flask.testing import FlaskClient

    Clients = Callable[[str | None], FlaskClient]

ELSEWHERE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


def test_post_without_token_is_refused(signed_in: Clients) -> None:
    client = signed_in("camille")
    answer = client.post("/account/tokens", data={"name": "x", "scopes": "apps:read"})
    assert answer.status_code == 403


def test_token_of_another_browser_is_refused(signed_in: Clients) -> None:
    theirs = form_token(signed_in("nadia"), "/account")
    answer = signed_in("camille").post("/apps", data={"name": "x", "kind": "web", "form_token": theirs})
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_post_from_elsewhere_is_refused_even_with_the_token(headers: dict[str, str], signed_in: Clients) -> None:
    client = signed_in("camille")
    token = form_token(client, "/account")
    answer = client.post("/theme", data={"theme": "dark", "form_token": token}, headers=headers)
    assert answer.status_code == 403
    assert "poincon_theme" not in str(answer.headers)


def test_own_form_is_accepted(signed_in: Clients) -> None:
    client = signed_in("camille")
    token = form_token(client, "/account")
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/theme", data={"theme": "dark", "form_token": token}, headers=headers).status_code == 303


def test_signing_in_kills_the_forms_shown_before(site: Flask, story: Story) -> None:
    client = site.test_client()
    before = form_token(client, "/sign-in")
    client.post("/sign-in", data={"email": story.email("camille"), "password": story.password, "form_token": before})
    assert client.post("/theme", data={"theme": "dark", "form_token": before}).status_code == 403


def test_rest_api_does_not_know_the_session_cookie(signed_in: Clients) -> None:
    assert signed_in("camille").get("/api/v1/me").status_code == 401
