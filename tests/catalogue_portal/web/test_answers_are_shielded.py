"""Header fields that protect people: policy with a nonce, no sniffing, no framing, nothing kept of signed-in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.portals import open_portal

from catalogue_portal.portal import portal_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builders.portals import People
    from flask.testing import FlaskClient

    from catalogue_portal.context import Context


def test_policy_allows_only_what_is_ours(signed_in: Callable[[str | None], FlaskClient]) -> None:
    policy = signed_in(None).get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "'nonce-" in policy


def test_nonce_is_never_the_same(signed_in: Callable[[str | None], FlaskClient]) -> None:
    client = signed_in(None)
    policies = {client.get("/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_every_answer_forbids_sniffing(signed_in: Callable[[str | None], FlaskClient]) -> None:
    client = signed_in(None)
    for path in ("/", "/api/openapi.json", "/static/mark.svg", "/nothing-here", "/api/v1/nothing"):
        with client.get(path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path


def test_pages_are_not_kept(signed_in: Callable[[str | None], FlaskClient]) -> None:
    assert signed_in("camille").get("/desk").headers["Cache-Control"] == "private, no-store"


def test_our_files_are_kept_by_their_digest(signed_in: Callable[[str | None], FlaskClient]) -> None:
    client = signed_in(None)
    page = client.get("/").get_data(as_text=True)
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with client.get(address) as named, client.get(address.partition("?")[0]) as unnamed:
        assert "immutable" in named.headers["Cache-Control"]
        assert "immutable" not in unnamed.headers["Cache-Control"]


def test_cookies_are_secure_over_tls(tmp_path: Path) -> None:
    context = open_portal(tmp_path, public_url="https://poincon.example")
    answer = portal_of(context).test_client().get("/sign-in", base_url="https://poincon.example")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie and "HttpOnly" in cookie and "SameSite" in cookie for cookie in cookies)
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    context.database.close()


def test_browsers_are_told_to_come_over_tls_also_through_a_proxy_that_ends_it(tmp_path: Path) -> None:
    context = open_portal(tmp_path, public_url="https://poincon.example")
    answer = portal_of(context).test_client().get("/", base_url="http://127.0.0.1:8080")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    context.database.close()


def test_what_a_token_is_answered_is_kept_nowhere(context: Context, people: People) -> None:
    client = portal_of(context).test_client()
    for path in ("/api/v1/me", "/api/v1/tokens", "/api/v1/nothing"):
        answer = client.get(path, headers=people.bearer(people.owner))
        assert answer.headers["Cache-Control"] == "private, no-store", path


def test_head_is_answered_as_get_is(signed_in: Callable[[str | None], FlaskClient]) -> None:
    client = signed_in(None)
    asked, told = client.get("/desk"), client.head("/desk")
    assert (told.status_code, told.headers["Location"]) == (asked.status_code, asked.headers["Location"])
