from __future__ import annotations

from dataclasses import replace

import pytest
from builders.episodes import episode, exchange, handshake, visit

from conformance_suite import outages
from conformance_suite.deliveries import bad_certificate_presented, fault_reached
from conformance_suite.events import ProbeReading, RequestReceived, Response, Sight
from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.wrong_metadata import assert_keeps_s256
from conformance_suite.wrong_tls import assert_nothing_in_the_clear, assert_refuses_the_server

READING = "read_measures"


def refused(received: float, wait: str | None, *, date: str | None = None) -> object:
    headers = tuple((name, value) for name, value in (("Retry-After", wait), ("Date", date)) if value is not None)
    one = exchange("measures_read", received=received, status=429, answered=received)
    return replace(one, id=f"x-{received}", response=Response(429, headers, ""))


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        (refused(9.0, "1"), 10.0, True),
        (refused(9.0, "1"), 9.95, True),  # clocks of two processes
        (refused(9.0, "1"), 9.8, False),
        (refused(9.0, None), 9.05, False),
        (refused(9.0, None), 9.2, True),
        (refused(9.0, "Mon, 23 Nov 2026 09:00:02 GMT", date="Mon, 23 Nov 2026 09:00:00 GMT"), 9.5, False),
        (refused(9.0, "Mon, 23 Nov 2026 09:00:02 GMT", date="Mon, 23 Nov 2026 09:00:00 GMT"), 10.0, True),
        (exchange("measures_read", received=9.0, status=503), 9.6, True),  # asks for no wait
        (refused(8.0, "1"), 9.0, True),  # before the person's visit
    ],
)
def test_a_told_wait_is_counted_within_one_visit(first: object, second: float, *, waits: bool) -> None:
    one = episode(visit(started=8.5), first, exchange("measures_read", received=second))
    if waits:
        outages.assert_waits_as_told(one, "measures_read")
        return
    with pytest.raises(Failure, match="did_not_wait"):
        outages.assert_waits_as_told(one, "measures_read")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"status": 400, "text": "Réessayez plus tard."}, None),
        ({"status": 503, "text": "L'espace est indisponible."}, None),
        ({"status": 500, "text": "Erreur"}, "crash_page"),
        ({"text": "Traceback (most recent call last):\n  File x"}, "stack_trace_shown"),
        ({"text": ""}, "blank_page"),
        ({"answered": None, "error": "reset"}, "cut_off"),
        ({"answered": None, "error": "timeout"}, "not_answered"),
    ],
)
def test_a_person_is_told_by_a_page(given: dict[str, object], said: str | None) -> None:
    one = episode(visit(journey=READING, **given))  # type: ignore[arg-type]  # fields of a visit
    if said is None:
        outages.assert_told(one, READING)
        return
    with pytest.raises((Failure, Inconclusive), match=said):
        outages.assert_told(one, READING)


def test_nobody_is_told_who_never_asked() -> None:
    with pytest.raises(Inconclusive):
        outages.assert_told(episode(), READING)


def looking(*values: str, t: float = 1.0) -> Sight:
    return Sight(READING, "v-1", values, (), (), t)


def test_a_part_is_not_the_whole() -> None:
    one = episode()
    outages.assert_shows_no_part(one)
    one.sights.append(looking("61.37"))
    with pytest.raises(Failure, match="part_shown"):
        outages.assert_shows_no_part(one)


def test_the_last_look_tells_whether_the_app_recovered() -> None:
    one = episode()
    with pytest.raises(Inconclusive):
        outages.assert_recovers(one)
    one.sights += [looking(), looking("61.37")]
    outages.assert_recovers(one)
    one.sights.append(looking())
    with pytest.raises(Failure, match="not_recovered"):
        outages.assert_recovers(one)


@pytest.mark.parametrize(
    ("text", "wrong"), [("relevé", False), ("relevÃ©", True), ("relev\N{REPLACEMENT CHARACTER}", True)]
)
def test_wrong_letters_are_known_by_their_looks(text: str, *, wrong: bool) -> None:
    one = episode(visit(journey=READING, text=text))
    if not wrong:
        outages.assert_right_letters(one)
        return
    with pytest.raises(Failure, match="wrong_letters"):
        outages.assert_right_letters(one)


def nonsense(received: float) -> object:
    return exchange("measures_read", received=received, faults=("answer_not_json",))


@pytest.mark.parametrize(
    ("second", "received", "said"),
    [("Illisible.", 13.0, None), ("Aucune mesure.", 13.0, "unreadable_shown_as_nothing"), ("x", 9.5, "not_delivered")],
)
def test_an_unreadable_answer_is_not_an_empty_record(second: str, received: float, said: str | None) -> None:
    looks = (
        visit(journey=READING, text="Aucune mesure."),
        visit(journey=READING, text=second, started=12.0, answered=14.0, id="v-2"),
    )
    one = episode(*looks, nonsense(received))
    if said is None:
        outages.assert_unreadable_is_not_nothing(one)
        return
    with pytest.raises((Failure, Inconclusive), match=said):
        outages.assert_unreadable_is_not_nothing(one)


@pytest.mark.parametrize(
    ("ended", "signed_in", "served"), [(11.0, True, True), (15.5, True, False), (11.0, False, False)]
)
def test_others_are_served_while_one_waits(ended: float, *, signed_in: bool, served: bool) -> None:
    held_up = visit(journey=READING, started=9.0, answered=15.0)
    other = visit(journey="login", browser="b-2", started=10.5, answered=ended, id="v-2")
    probe = ProbeReading("meanwhile", signed_in, (), None, ended)
    one = episode(held_up, other, probe, RequestReceived("x-1", "measures_read", 9.5))
    if served:
        outages.assert_others_served(one)
        return
    with pytest.raises((Failure, Inconclusive), match="others_held_up" if signed_in else "never_signed_in"):
        outages.assert_others_served(one)


def test_that_others_are_served_needs_somebody_who_waits() -> None:
    with pytest.raises(Inconclusive):
        outages.assert_others_served(episode(ProbeReading("meanwhile", True, (), None, 1.0)))  # noqa: FBT003 - a row


@pytest.mark.parametrize(
    ("facts", "asked", "reached"),
    [({"behaviour": "cut"}, 9.0, True), ({"behaviour": "cut"}, 10.1, False), ({}, 9.0, False)],
)
def test_an_answer_cut_by_the_space_is_delivered_once_the_person_is_answered(
    facts: dict[str, str], asked: float, *, reached: bool
) -> None:
    cut = exchange(sent="partial", faults=("answer_cut",), facts=facts)
    assert fault_reached(episode(cut, visit(started=asked)), "answer_cut") is reached


@pytest.mark.parametrize(
    ("certificate", "reason", "met"),
    [
        ("tls_1_1", "unsupported_protocol", True),
        ("null_cipher", "no_shared_cipher", True),
        ("weak_dh_group", "no_shared_cipher", True),
        ("wrong_host", "no_shared_cipher", False),
        ("tls_1_1", "http_request", False),
    ],
)
def test_an_app_that_offers_nothing_weak_has_met_what_is_weak(certificate: str, reason: str, *, met: bool) -> None:
    shake = replace(handshake("refused", certificate=certificate, flight_sent=False), reason=reason)
    assert bad_certificate_presented(episode(shake)) is met


def test_a_request_over_bad_tls_is_told_by_what_was_wrong() -> None:
    one = episode(handshake("completed", certificate="wrong_host"), exchange())
    with pytest.raises(Failure, match="request_over_wrong_host"):
        assert_refuses_the_server(one)


def test_a_refused_userinfo_says_nothing_of_the_session() -> None:
    shake = replace(handshake(certificate="wrong_host"), listener="userinfo")
    assert_refuses_the_server(episode(shake, ProbeReading("after", True, (), None, 12.0)))  # noqa: FBT003 - a row


def test_plain_http_is_heard() -> None:
    assert_nothing_in_the_clear(episode(handshake()))
    with pytest.raises(Failure, match="sent_in_the_clear"):
        assert_nothing_in_the_clear(episode(replace(handshake("refused"), reason="http_request")))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("client_id=a&code_challenge=c&code_challenge_method=S256", None),
        ("client_id=a&code_challenge=c&code_challenge_method=plain", "challenge_not_s256"),
        ("client_id=a&code_challenge=c", "challenge_not_s256"),
        ("client_id=a", "challenge_missing"),
        ("interaction=i", None),
    ],
)
def test_s256_is_kept_or_not(query: str, said: str | None) -> None:
    one = episode(exchange("authorize", method="GET", url=f"https://space/authorize?{query}"))
    if said is None:
        assert_keeps_s256(one)
        return
    with pytest.raises(Failure, match=said):
        assert_keeps_s256(one)


def test_whoever_is_left_waiting_after_a_cut_is_not_told() -> None:
    cut = exchange(sent="partial", facts={"behaviour": "cut"})
    with pytest.raises(Failure, match="left_waiting"):
        outages.assert_told(episode(cut, visit(answered=None, ended=45.0, error="timeout")), "login")
    outages.assert_told(episode(cut, visit()), "login")
