"""Whoever guesses learns nothing: not who exists, not how close they were; and guesses are counted."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.portals import PASSWORD, People, with_settings
from sqlalchemy import select

from catalogue_portal.accounts import api, passwords, service, sign_in
from catalogue_portal.accounts.models import SignInAttempt
from catalogue_portal.accounts.repository import find_by_email
from catalogue_portal.accounts.sign_in import PER_ADDRESS, PER_ADDRESS_AND_ORIGIN, PER_ORIGIN, WINDOW, authenticate
from catalogue_portal.errors import TooManyAttempts, Unauthenticated
from catalogue_portal.portal import portal_of

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from flask.testing import FlaskClient

    from catalogue_portal.accounts.models import User

ORIGIN = "192.0.2.1"


@pytest.fixture(autouse=True)
def quick_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing is slow on purpose; here only that it was asked counts."""
    monkeypatch.setattr(sign_in, "password_matches", lambda kept, given: kept is not None and given == PASSWORD)


def enter(people: People, email: str = "owner@example.org", password: str = PASSWORD, origin: str = ORIGIN) -> User:
    return authenticate(people.context.database, people.context.clock, email=email, password=password, origin=origin)


def test_the_right_password_opens_whatever_the_case_of_the_address(people: People) -> None:
    assert enter(people, " Owner@Example.ORG ").id == people.owner.user_id


def test_unknown_wrong_and_disabled_are_refused_in_the_same_words(people: People) -> None:
    context = people.context
    with context.database.writing() as session:
        service.disable_account(session, people.administrator, people.mate.user_id, clock=context.clock)

    refusals = []
    for email, password in (
        ("nobody@example.org", PASSWORD),
        ("owner@example.org", "x"),
        ("mate@example.org", PASSWORD),
    ):
        with pytest.raises(Unauthenticated) as refusal:
            enter(people, email, password)
        refusals.append(refusal.value.problem().document())

    assert refusals[0] == refusals[1] == refusals[2]


def test_somebody_unknown_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = passwords._hasher
    asked: list[str] = []
    monkeypatch.setattr(
        passwords,
        "_hasher",
        type(
            "Counting",
            (),
            {"verify": lambda _s, h, p: asked.append(h) or hasher.verify(h, p), "hash": lambda _s, p: hasher.hash(p)},
        )(),
    )

    assert not passwords.password_matches(None, PASSWORD)
    assert len(asked) == 1
    assert asked[0].split("$")[1:4] == hasher.hash("x").split("$")[1:4]


def test_even_the_password_of_nobody_opens_nothing() -> None:
    assert not passwords.password_matches(None, "nobody has this password, and nobody is told so")


def test_after_too_many_guesses_even_the_right_password_waits(people: People, clock: StillClock) -> None:
    for _ in range(PER_ADDRESS_AND_ORIGIN):
        with pytest.raises(Unauthenticated):
            enter(people, password="guess")

    with pytest.raises(TooManyAttempts) as refusal:
        enter(people)
    assert 0 < refusal.value.retry_after <= WINDOW.total_seconds() + 1
    assert enter(people, origin="192.0.2.9").id == people.owner.user_id

    clock.advance(timedelta(seconds=refusal.value.retry_after))
    assert enter(people).id == people.owner.user_id


def test_an_address_guessed_from_everywhere_is_protected_too(people: People) -> None:
    for number in range(PER_ADDRESS):
        with pytest.raises(Unauthenticated):
            enter(people, password="guess", origin=f"198.51.100.{number}")

    with pytest.raises(TooManyAttempts):
        enter(people, origin="203.0.113.1")


def test_one_origin_trying_many_addresses_is_stopped(people: People) -> None:
    for number in range(PER_ORIGIN):
        with pytest.raises(Unauthenticated):
            enter(people, email=f"guess{number}@example.org")

    with pytest.raises(TooManyAttempts):
        enter(people, email="other@example.org")


def test_success_clears_the_count_of_that_person_there(people: People) -> None:
    for _ in range(3):
        for _ in range(PER_ADDRESS_AND_ORIGIN - 1):
            with pytest.raises(Unauthenticated):
                enter(people, password="guess")
        enter(people)


def test_a_burst_of_guesses_at_once_is_counted_whole(people: People) -> None:
    outcomes: list[type[Exception]] = []

    def guess() -> None:
        try:
            enter(people, password="guess")
        except (Unauthenticated, TooManyAttempts) as refusal:
            outcomes.append(type(refusal))

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(Unauthenticated) == PER_ADDRESS_AND_ORIGIN
    assert outcomes.count(TooManyAttempts) == 20 - PER_ADDRESS_AND_ORIGIN


@pytest.mark.parametrize(("proxies", "refused"), [(0, 429), (1, 401)])
def test_behind_a_proxy_nobody_shuts_the_others_out(people: People, proxies: int, refused: int) -> None:
    """What a client itself wrote into X-Forwarded-For stands further left, and counts for nothing."""
    client = portal_of(with_settings(people.context, proxies=proxies)).test_client()
    wish = {"email": "nobody@example.org", "password": "guess", "name": "x", "scopes": ["apps:read"]}
    for number in range(PER_ORIGIN):
        sent = {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.7"}
        client.post("/api/v1/tokens", json=wish | {"email": f"n{number}@example.org"}, headers=sent)

    answer = client.post("/api/v1/tokens", json=wish, headers={"X-Forwarded-For": "203.0.113.8"})
    assert answer.status_code == refused
    again = client.post("/api/v1/tokens", json=wish, headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.7"})
    assert again.status_code == 429


def test_neither_addresses_nor_origins_are_kept(people: People) -> None:
    with pytest.raises(Unauthenticated):
        enter(people, password="guess")

    with people.context.database.reading() as session:
        kept = session.scalars(select(SignInAttempt)).one()
    assert len(kept.email_digest) == len(kept.origin_digest) == 64


def test_opening_an_account_answers_alike_for_taken_and_free_addresses(people: People, client: FlaskClient) -> None:
    answers = [
        client.post("/api/v1/accounts", json={"email": email, "display_name": "Eve", "password": PASSWORD})
        for email in ("owner@example.org", "free@example.org")
    ]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].data == answers[1].data
    with people.context.database.reading() as session:
        owner = find_by_email(session, "owner@example.org")
        assert owner is not None
        assert owner.display_name == "owner"


def test_opening_accounts_without_end_is_stopped(
    people: People, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    del people
    monkeypatch.setattr(api, "hash_password", str.upper)
    wish = {"email": "eve@example.org", "display_name": "Eve", "password": PASSWORD}
    statuses = [client.post("/api/v1/accounts", json=wish).status_code for _ in range(PER_ORIGIN + 1)]

    assert statuses == [202] * PER_ORIGIN + [429]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"email": "x"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a b@example.org"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "new@example.org"}, "password"),
        ({"display_name": "  "}, "display_name"),
    ],
)
def test_a_bad_wish_is_told_by_field(change: dict[str, str], place: str) -> None:
    wish = {"email": "new@example.org", "display_name": "New", "password": PASSWORD} | change

    assert list(service.objections_to_account(**wish)) == [place]
