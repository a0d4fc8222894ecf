from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import episode, exchange, handshake, visit

from conformance_suite import signing_in, smart
from conformance_suite.case import catalogue
from conformance_suite.controls import control_problem, own_problem, reason_of
from conformance_suite.deliveries import delivered
from conformance_suite.events import ActDone, ConnectionEnd, JourneyEnd, ProbeReading
from conformance_suite.plays import Act, Play
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode

MOMENTS = ("after_return", "after")


def reading(when: str, signed_in: bool | None) -> ProbeReading:  # noqa: FBT001 - a row
    return ProbeReading(when, signed_in, (), "v-1", 12.0)


def readings(*rows: tuple[str, bool | None]) -> Episode:
    return episode(*(reading(when, signed_in) for when, signed_in in rows))


def raised(kind: type[Failure | Inconclusive | NotApplicable], act: Callable[[], None]) -> str:
    """The key of the verdict that an assertion speaks."""
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value.key)


def test_a_good_answer_was_accepted_when_the_last_readings_say_so() -> None:
    late = readings(("after_return", False), ("after_return", True), ("after", True))
    signing_in.assert_signed_in(late, MOMENTS)
    never = readings(("after_return", False), ("after", False))
    assert raised(Failure, lambda: signing_in.assert_signed_in(never, MOMENTS)) == "good_answer_refused"
    lost = readings(("after_return", True), ("after", False))
    assert raised(Failure, lambda: signing_in.assert_signed_in(lost, MOMENTS)) == "good_answer_refused"


def test_an_app_that_does_not_start_has_refused_the_good_answer() -> None:
    one = episode()
    one.start = "not_ready"
    assert raised(Failure, lambda: signing_in.assert_signed_in(one)) == "good_answer_refused"


@pytest.mark.parametrize("assertion", [signing_in.assert_signed_in, signing_in.assert_signed_out])
@pytest.mark.parametrize("rows", [(), (("after_return", None), ("after", None))])
def test_a_session_that_was_not_read_proves_nothing(
    assertion: Callable[[Episode, tuple[str, ...]], None], rows: tuple[tuple[str, bool | None], ...]
) -> None:
    one = readings(*rows)
    assert raised(Inconclusive, lambda: assertion(one, MOMENTS)) == "session_unreadable"


def test_somebody_is_signed_out_only_if_both_readings_say_so() -> None:
    signing_in.assert_signed_out(readings(("after_login", True), ("after_return", False), ("after", False)), MOMENTS)
    one = readings(("after_return", False), ("after", True))
    assert raised(Failure, lambda: signing_in.assert_signed_out(one, MOMENTS)) == "session_open"


def test_a_level_concerns_who_asked_for_one_and_only_data_tell_that_it_was_overlooked() -> None:
    asked = exchange("authorize", method="GET", url="https://space/authorize?acr_values=eidas2")
    plain = exchange("authorize", method="GET", url="https://space/authorize?scope=openid")
    read = exchange("measures_read", id="x-2", method="GET")

    signing_in.assert_no_data_below_the_level(episode(asked, exchange("userinfo", id="x-3")))
    for call in (read, exchange("measures_write", id="x-4")):
        one = episode(asked, call)
        assert raised(Failure, lambda one=one: signing_in.assert_no_data_below_the_level(one)) == "data_below_the_level"  # type: ignore[misc]
    nobody = episode(plain, read)
    assert raised(NotApplicable, lambda: signing_in.assert_no_data_below_the_level(nobody)) == "no_level_asked_for"


def test_keys_are_counted() -> None:
    twice = episode(exchange("jwks"), exchange("jwks", id="x-2"), exchange("token", id="x-3"))
    signing_in.assert_keys_asked_for_at_most(twice, 2)
    assert raised(Failure, lambda: signing_in.assert_keys_asked_for_at_most(twice, 1)) == "keys_asked_too_often"


def test_an_address_of_a_token_is_known_by_its_path() -> None:
    signing_in.assert_never_asked(episode(exchange("jwks", url="https://space/s/s1/oauth2/jwks")), "/keys-elsewhere")
    one = episode(exchange("other", url="https://space/s/s1/keys-elsewhere?x=1"))
    assert raised(Failure, lambda: signing_in.assert_never_asked(one, "/keys-elsewhere")) == "address_of_token_fetched"
    signing_in.assert_no_token_shown_at(one, "/keys-elsewhere")  # asked, and nothing shown


def test_a_token_in_the_url_of_userinfo_is_seen() -> None:
    signing_in.assert_token_not_in_url(
        episode(exchange("userinfo"), exchange("token", url="https://s/?access_token=x"))
    )
    one = episode(exchange("userinfo", url="https://space/userinfo?access_token=x"))
    assert raised(Failure, lambda: signing_in.assert_token_not_in_url(one)) == "token_in_url"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Zoé &#x27;&quot;&gt;&lt;poincon-name title=x&gt;</p>",
        "<p title='Zoé &lt;poincon-name>'>Zoé</p>",
        '<script>let name = "<poincon-name title=x>"</script>',
        "<!-- <poincon-name title=x> --><p>Zoé</p>",
        '<input value="<poincon-name">',
    ],
)
def test_a_name_that_stays_text_is_escaped(page: str) -> None:
    signing_in.assert_no_element(episode(visit(text=page), visit(answered=None)), "poincon-name")


@pytest.mark.parametrize(
    "page", ["<p>Zoé '\"><poincon-name title=x></p>", '<input value="Zoé \'"><poincon-name title=x>">']
)
def test_a_name_that_becomes_an_element_is_not(page: str) -> None:
    one = episode(visit(text=page))
    assert raised(Failure, lambda: signing_in.assert_no_element(one, "poincon-name")) == "markup_not_escaped"


def test_a_rotation_is_met_when_a_token_answer_was_read_after_it() -> None:
    play = Play("return", (Act("rotate_keys", hostile=True),))
    rotated, read = ActDone("rotate_keys", 9.0), ConnectionEnd("c-1", "closed", "x-1")
    assert delivered(episode(rotated, exchange(received=10.0), read), play) is True
    assert delivered(episode(rotated, exchange(received=8.0), read), play) is False
    assert delivered(episode(rotated, exchange(received=10.0, status=400), read), play) is False
    assert delivered(episode(exchange(received=10.0), read), play) is False


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ((("after_return", True),), None),
        ((("after_return", False),), "never_signed_in"),
        ((("after_return", None),), "session_unreadable"),
        ((), "session_unreadable"),
    ],
)
def test_a_control_that_returns_has_signed_in_twice(
    rows: tuple[tuple[str, bool | None], ...], problem: str | None
) -> None:
    before = [reading("baseline", signed_in=False), reading("after_login", signed_in=True)]
    login = JourneyEnd("login", "done", None, 9.0, 11.0)
    control = episode(login, *before, *(reading(when, signed_in) for when, signed_in in rows))
    assert control_problem(control, ("returning",), passive=False) == problem


def test_why_nobody_was_signed_in_is_told_by_the_driver_or_else_by_the_space() -> None:
    grant = {"grant_type": "authorization_code"}
    refused = exchange(status=400, facts={**grant, "error": "invalid_request"})
    refreshed = exchange(status=400, facts={"grant_type": "refresh_token", "error": "invalid_grant"})
    cut = JourneyEnd("login", "failed", "timeout", 9.0, 11.0)

    assert reason_of([episode(refused)]) == "token: invalid_request"
    assert reason_of([episode(refused), episode(cut)]) == "timeout"
    assert reason_of([episode(exchange(facts=grant), refreshed)]) == "-"


def test_an_answer_of_userinfo_is_used_when_a_page_calls_the_person_by_it() -> None:
    quiet = readings(("after_login", True), ("after", True))
    quiet.visits.append(visit(text="Bonjour Zoé Le Gall"))
    signing_in.assert_userinfo_not_used(quiet)
    calling = episode(visit(text=f"Bonjour {signing_in.SOMEBODY_ELSE}"))
    assert raised(Failure, lambda: signing_in.assert_userinfo_not_used(calling)) == "userinfo_used"
    unread = readings(("after_login", None))
    assert raised(Inconclusive, lambda: signing_in.assert_userinfo_not_used(unread)) == "session_unreadable"


@pytest.mark.parametrize(("certificate", "problem"), [("expired", None), ("valid", "login_failed")])
def test_who_stops_at_a_bad_certificate_on_the_way_has_come_to_the_point(certificate: str, problem: str | None) -> None:
    play = Play("read", (), reached="session")
    before = ProbeReading("baseline", signed_in=False, names_seen=(), visit="v-1", t=12.0)
    one = episode(before, handshake(certificate=certificate), visit())
    assert own_problem(one, play) == problem


@pytest.mark.parametrize("case", ["TOK-13", "TOK-14"])
def test_who_lets_nobody_in_for_the_granted_scope_has_come_to_the_point(case: str) -> None:
    (row,) = (row for row in catalogue() if row.id == case)
    one = readings(("baseline", False), ("after_login", False))
    one.journeys.append(JourneyEnd("login", "done", None, 9.0, 11.0))
    assert own_problem(one, replace(row.play, reached="session")) == "never_signed_in"
    assert own_problem(one, row.play) is None


AUTHORIZE = "https://space/oauth2/authorize?scope=openid"
PLAIN = exchange("authorize", id="x-1", method="GET", url=AUTHORIZE)
LAUNCH = exchange("authorize", id="x-2", method="GET", url=f"{AUTHORIZE}+launch/patient")
SORRY = visit(url="http://app/login", callback=False, text="Cet espace n'offre pas de lancement autonome.")


def launching(*events: object, control: object = LAUNCH) -> Episode:
    """An episode beside a control in which the app asks for something."""
    one, honest = episode(*events), episode(control)
    honest.role = "control_first"
    one.run.episodes.append(honest)
    return one


def test_a_launch_that_is_not_offered_is_not_begun_and_the_person_is_told() -> None:
    smart.assert_stops_without_standalone_launch(launching(SORRY))
    assert (
        raised(Failure, lambda: smart.assert_stops_without_standalone_launch(launching(LAUNCH))) == "launch_not_offered"
    )
    blank = launching(visit(url="http://app/login", callback=False, text=""))
    assert raised(Failure, lambda: smart.assert_stops_without_standalone_launch(blank)) == "blank_page"
    never_up = launching()
    never_up.start = "not_ready"
    smart.assert_stops_without_standalone_launch(never_up)


def test_who_asks_for_no_launch_context_needs_no_launch() -> None:
    plain = launching(PLAIN, control=PLAIN)
    assert raised(NotApplicable, lambda: smart.assert_stops_without_standalone_launch(plain)) == "no_smart_launch"
    smart.assert_stops_without_standalone_launch(launching(PLAIN, SORRY))


def test_a_code_at_the_other_address_tells_whose_address_was_taken() -> None:
    well = [reading(when, signed_in=True) for when in ("after_login", "after")]
    smart.assert_token_endpoint_of_smart(episode(*well))
    astray = episode(*well, exchange("canary"))
    assert raised(Failure, lambda: smart.assert_token_endpoint_of_smart(astray)) == "code_to_the_other_address"
    assert (
        raised(
            Failure, lambda: smart.assert_token_endpoint_of_smart(readings(("after_login", False), ("after", False)))
        )
        == "good_answer_refused"
    )


def test_an_old_sign_in_concerns_who_asked_for_a_fresh_one() -> None:
    asked = exchange("authorize", method="GET", url=f"{AUTHORIZE}&max_age=60")
    let_in = [reading(when, signed_in=True) for when in ("after_login", "after")]
    refused = [reading(when, signed_in=False) for when in ("after_login", "after")]

    signing_in.assert_no_session_of_an_old_sign_in(episode(asked, *refused))
    one, nobody = episode(asked, *let_in), episode(PLAIN, *let_in)
    assert raised(Failure, lambda: signing_in.assert_no_session_of_an_old_sign_in(one)) == "session_open"
    assert raised(NotApplicable, lambda: signing_in.assert_no_session_of_an_old_sign_in(nobody)) == "no_age_asked_for"


@pytest.mark.parametrize(
    ("told", "first", "after", "said"),
    [
        (2, True, True, None),
        (2, False, False, None),
        (0, True, True, (NotApplicable, "no_address_told")),
        (2, True, False, (Failure, "account_taken_over")),
        (1, True, False, (Failure, "account_taken_over")),
        (1, True, True, (Inconclusive, "not_delivered")),
        (2, True, None, (Inconclusive, "session_unreadable")),
    ],
)
def test_two_people_of_one_address_stay_two(
    told: int,
    first: bool,  # noqa: FBT001 - a row
    after: bool | None,  # noqa: FBT001 - idem
    said: tuple[type[Failure | Inconclusive | NotApplicable], str] | None,
) -> None:
    tokens = [exchange("token", id=f"x-{number}", faults=("email_of_another",)) for number in range(told)]
    one = episode(reading("first", first), reading("first_after", after), *tokens)
    if said is None:
        signing_in.assert_accounts_apart(one)
    else:
        assert raised(said[0], lambda: signing_in.assert_accounts_apart(one)) == said[1]
