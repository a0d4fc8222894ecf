"""What each of the common witnesses says: its key, what it names, its values, and where its bound lies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import episode, exchange, handshake, screen, visit

from conformance_suite import witnesses
from conformance_suite.events import JourneyEnd, ProbeReading, RequestReceived, Sight
from conformance_suite.verdicts import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Visit

READ = "read_measures"
Said = tuple[str, tuple[str, ...], dict[str, str]]
PASS = ("pass", (), {})
ZOE = {"persona": "Zoé Le Gall"}


def said(act: Callable[[], None]) -> Said:
    try:
        act()
    except Spoken as spoken:
        return spoken.key, spoken.exchanges, spoken.values
    return PASS


def of(act: Callable[[Episode], None], *events: object, start: str | None = None) -> Said:
    one = episode(*events)
    one.start = start
    return said(lambda: act(one))


def probe(when: str, name: str | None = None, *, signed_in: bool | None) -> ProbeReading:
    return ProbeReading(when, signed_in, (), name, 12.0)


BACK = visit(id="v-back")


def test_nobody_is_signed_in_at_any_probe_after_the_sign_in() -> None:
    act = witnesses.assert_no_session
    login, last = probe("after_login", "v-1", signed_in=False), probe("after", "v-2", signed_in=False)
    open_at = ("session_open", ("v-back", "v-1", "v-2"), ZOE)

    assert of(act, BACK, login, last) == PASS
    assert of(act, BACK, login) == of(act, BACK, last) == PASS
    assert of(act, BACK, replace(login, signed_in=True), last) == open_at
    assert of(act, BACK, login, replace(last, signed_in=True)) == open_at
    assert of(act, BACK, replace(login, signed_in=None), replace(last, signed_in=True)) == open_at
    assert of(act, BACK, login, replace(last, signed_in=None)) == ("session_unreadable", (), {})
    assert of(act, BACK, probe("baseline", signed_in=True)) == ("session_unreadable", (), {})
    assert of(act, start="not_ready") == PASS
    assert of(act, start="ready") == ("session_unreadable", (), {})


def test_whom_what_was_good_signed_in_stays_so() -> None:
    act = witnesses.assert_session
    login, last = probe("after_login", "v-1", signed_in=True), probe("after", "v-2", signed_in=True)
    lost = ("session_refused", ("v-back", "v-1", "v-2"), ZOE)

    assert of(act, BACK, login, last) == of(act, login) == of(act, last) == PASS
    assert of(act, BACK, replace(login, signed_in=False), last) == lost
    assert of(act, BACK, login, replace(last, signed_in=False)) == lost
    assert of(act, BACK, login, replace(last, signed_in=None)) == ("session_unreadable", (), {})
    assert of(act, BACK, probe("baseline", signed_in=True)) == ("session_unreadable", (), {})


def test_requests_that_were_not_to_be_are_named() -> None:
    tokens = [exchange(id="t-1"), exchange(id="t-2")]
    asked = [exchange("authorize", id="a-1"), exchange("authorize", id="a-2")]

    assert of(witnesses.assert_no_token_request, *asked) == PASS
    assert of(witnesses.assert_no_token_request, *asked, *tokens) == ("code_redeemed", ("t-1", "t-2"), {})
    assert of(witnesses.assert_no_authorization_request, *tokens) == PASS
    assert of(witnesses.assert_no_authorization_request, *asked) == ("authorization_begun", ("a-1", "a-2"), {})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, PASS),
        ({"status": 499}, PASS),
        ({"status": 500}, ("crash_page", ("v-1",), {"status": "500"})),
        ({"status": 502}, PASS),
        ({"status": 505}, ("crash_page", ("v-1",), {"status": "505"})),
        ({"status": 404, "text": " \n"}, ("blank_page", ("v-1",), {"status": "404"})),
        ({"text": "", "asked_for": "empty"}, PASS),  # what a script asked for
        ({"text": "\n    at read (/srv/app.js:10:5)\n", "status": 500}, ("stack_trace_shown", ("v-1",), {})),
        ({"answered": None, "error": "reset"}, ("not_answered", (), {"error": "reset"})),
        ({"answered": None}, ("not_answered", (), {"error": "timeout"})),
    ],
)
def test_a_page_is_for_people(given: dict[str, Any], told: Said) -> None:
    assert said(lambda: witnesses.assert_page_for_people(visit(**given))) == told
    before = visit(id="v-0", text="")
    assert said(lambda: witnesses.assert_readable_answer([before, visit(**given)])) == told


def test_without_a_visit_nobody_was_answered() -> None:
    nobody = ("not_answered", (), {"error": "timeout"})
    assert said(lambda: witnesses.assert_readable_answer([])) == nobody
    assert of(lambda one: witnesses.assert_journey_readable(one, READ)) == nobody


def test_a_journey_without_a_request_is_read_on_its_screen() -> None:
    def act(one: Episode) -> None:
        witnesses.assert_journey_readable(one, READ, after=10.0)

    blank, words = screen(" ", journey=READ), screen("Bonjour", journey=READ, t=14.0)
    assert of(act, blank, words) == PASS  # the last one counts
    assert of(act, BACK, BACK, visit(id="v-9"), replace(blank, t=15.0))[1] == ("v-9",)
    assert of(act, BACK, visit(id="v-9"), words, replace(blank, t=15.0)) == ("blank_page", ("v-9",), {"status": "-"})
    assert of(act, blank) == ("blank_page", (), {"status": "-"})
    early = visit(id="v-1", started=9.0, journey=READ, text="")
    assert of(act, early, words) == PASS
    assert of(act, replace(early, started=10.0), words)[0] == "blank_page"


def test_who_is_asked_again_after_the_answer_is_sent_round() -> None:
    def act(one: Episode) -> None:
        witnesses.assert_not_asked_again(one, "access_denied")

    def told(error: str, started: float) -> Visit:
        return visit(id="v-3", started=started, url=f"http://app/callback?error={error}")

    round_and_round = visit(id="v-9", callback=False, error="too_many_redirects")

    def asked(received: float) -> Exchange:
        return exchange("authorize", id="a-1", received=received)

    assert of(act, BACK, asked(8.9)) == PASS
    assert of(act, BACK, asked(9.0)) == ("asked_again", ("a-1",), {})
    assert of(act, BACK, asked(10.0), round_and_round) == ("asked_again", ("a-1", "v-9"), {})
    assert of(act, BACK, replace(round_and_round, error="reset")) == PASS
    assert of(act, BACK, visit(id="v-2", started=20.0), asked(10.0))[0] == "asked_again"  # since the first answer
    assert of(act, told("invalid_scope", 9.0), asked(10.0), told("access_denied", 11.0)) == PASS  # before it was told
    assert of(act, told("invalid_scope", 8.0), told("access_denied", 9.0), asked(10.0))[0] == "asked_again"


def test_who_is_kept_waiting_is_named_with_what_was_withheld() -> None:
    act, hang = witnesses.assert_answered_within_patience, RequestReceived("x-7", "token", 10.0)
    late = visit(id="v-7", answered=40.5)

    assert of(act, hang, late) == ("kept_waiting", ("x-7", "v-7"), {"patience": "30"})
    assert of(act, replace(hang, t=9.0), visit(answered=39.0)) == PASS  # began with the visit
    assert of(act, replace(hang, t=8.9), late) == PASS  # before it
    assert of(act, replace(hang, t=40.5), late) == PASS
    assert of(act, replace(hang, t=9.0), visit(answered=39.5))[0] == "kept_waiting"
    assert of(act, replace(hang, t=11.0), visit(answered=None, ended=11.0)) == PASS  # given up by then
    lost = visit(id="v-8", answered=None, ended=12.0)
    assert of(act, hang, lost) == ("not_answered", (), {"error": "timeout"})
    assert of(act, hang, replace(lost, error="reset")) == ("not_answered", (), {"error": "reset"})
    assert of(act, hang, RequestReceived("x-8", "token", 50.0), late)[1] == ("x-7", "v-7")  # the first one counts


def test_requests_over_a_bad_certificate_are_counted() -> None:
    act = witnesses.assert_no_request_over_bad_tls
    sent = [exchange(id="x-1"), exchange(id="x-2"), exchange(id="x-3", connection="c-2")]

    assert of(act, handshake(), *sent) == ("request_over_bad_tls", ("x-1", "x-2"), {"count": "2"})
    assert of(act, handshake(certificate="weak_key"), *sent)[0] == "request_over_weak_key"
    assert of(act, handshake(certificate="valid"), *sent) == PASS
    assert of(act, handshake(), sent[2]) == PASS


def test_a_value_of_somebody_else_is_named_with_its_page() -> None:
    def shown(*events: object, sights: tuple[Sight, ...] = ()) -> Said:
        one = episode(*events)
        one.sights += sights
        return said(lambda: witnesses.assert_not_shown(one, ["99.87", "88.1"]))

    pages = [visit(id="v-1", text="88,1 kg"), visit(id="v-2", text="99,87 kg"), visit(id="v-3", text="99.870")]
    assert shown(BACK) == PASS
    assert shown(*pages) == ("foreign_measure_shown", ("v-2", "v-3"), {"value": "99.87"})
    assert shown(pages[0]) == ("foreign_measure_shown", ("v-1",), {"value": "88.1"})
    seen = Sight(READ, "v-7", (), ("88.1",), (), 1.0)
    assert shown(BACK, sights=(seen,)) == ("foreign_measure_shown", ("v-7",), {"value": "88.1"})
    assert shown(BACK, sights=(replace(seen, visit=None),)) == ("foreign_measure_shown", (), {"value": "88.1"})
    other = replace(seen, foreign_values=("70.2", "50.3"))
    assert shown(BACK, sights=(other,)) == ("foreign_measure_shown", ("v-7",), {"value": "50.3"})
    assert shown(BACK, sights=(replace(other, visit=None),)) == ("foreign_measure_shown", (), {"value": "50.3"})
    drawn = screen("99,87 kg", visit="v-9")
    assert shown(BACK, drawn) == ("foreign_measure_shown", ("v-9",), {"value": "99.87"})
    assert shown(BACK, replace(drawn, visit=None)) == ("foreign_measure_shown", (), {"value": "99.87"})


def test_a_value_that_is_sent_on_is_named_with_its_call() -> None:
    def sent(*calls: Exchange) -> Said:
        return of(lambda one: witnesses.assert_not_sent_on(one, ["99.87", "88.1"]), *calls)

    by_address = exchange(id="x-1", url="https://space/x?value=88.1")
    by_body = exchange(id="x-2", form='{"value": 99.87}')
    assert sent(exchange(id="x-0"), by_address) == ("foreign_measure_sent_on", ("x-1",), {"value": "88.1"})
    assert sent(by_address, by_body) == ("foreign_measure_sent_on", ("x-2",), {"value": "99.87"})
    assert sent(exchange(text="99.87"), exchange(form=None)) == PASS  # what the space answered


def test_insistence_is_told_by_all_calls_of_the_visit_and_the_greatest_count() -> None:
    twice = [exchange("measures_read", id=f"m-{n}", received=10.0 + n / 10) for n in range(2)]
    thrice = [exchange("token", id=f"t-{n}", received=10.5 + n / 10) for n in range(3)]

    def insists(*calls: Exchange, at_most: int = 1, **given: Any) -> Said:  # noqa: ANN401 - any field
        return of(lambda one: witnesses.assert_no_insistence(one, iter(calls), at_most=at_most), visit(**given))

    assert insists(*twice, *thrice) == ("insists", ("m-0", "m-1", "t-0", "t-1", "t-2"), {"count": "3"})
    assert insists(*twice, *thrice, at_most=2)[2] == {"count": "3"}
    assert insists(*twice, *thrice, at_most=3) == PASS
    assert insists(*twice, started=10.0, answered=10.1)[1] == ("m-0", "m-1")
    assert insists(*twice, started=10.05, answered=11.0) == insists(*twice, answered=10.05) == PASS
    other = [exchange("measures_read", id="m-9", method="PUT", received=10.2), exchange("userinfo", received=10.2)]
    assert insists(twice[0], *other) == PASS


def test_calls_behind_the_back_of_the_person_are_counted_once_the_app_knew_better() -> None:
    there = JourneyEnd(READ, "done", None, 9.0, 11.0)
    alone = [exchange("measures_read", id=f"m-{n}", received=20.0 + n) for n in range(2)]

    def behind(*calls: Exchange, learnt: float = 0.0) -> Said:
        return of(lambda one: witnesses.assert_no_background_calls(one, calls, learnt=learnt), there)

    at_the_edges = [exchange("measures_read", received=9.0), exchange("measures_read", received=11.0)]
    assert behind(*at_the_edges, *alone) == ("background_calls", ("m-0", "m-1"), {"count": "2"})
    assert behind(*alone, learnt=20.0) == ("background_calls", ("m-1",), {"count": "1"})
    assert behind(*at_the_edges) == behind(*alone, learnt=21.0) == PASS
    assert behind(exchange("measures_read", received=0.0)) == PASS


def test_an_app_learns_by_the_first_refusal() -> None:
    late, soon = exchange(received=20.0, status=401), exchange(received=10.0, status=403)
    good, lost = exchange(received=1.0, status=399), exchange(received=2.0, status=None)

    assert witnesses.learnt_at([late, soon, good, lost]) == 10.5
    assert witnesses.learnt_at([replace(late, answered=None), exchange(received=30.0, status=400)]) == 20.0
    assert witnesses.learnt_at([exchange(received=30.0, status=400)]) == 30.5
    assert witnesses.learnt_at([good, lost]) == witnesses.learnt_at([]) == float("inf")


def look(name: str, text: str, *, started: float, ended: float | None = None) -> Visit:
    return visit(id=name, journey=READ, started=started, answered=ended or started + 1, text=text)


def test_a_person_is_told_by_another_page_than_the_one_of_before() -> None:
    def told(*events: object, learnt: float = 0.0) -> Said:
        return of(lambda one: witnesses.assert_person_told(one, READ, since=20.0, learnt=learnt), *events)

    first, before = look("v-0", "Bonjour", started=5.0), look("v-1", "61 kg", started=10.0)
    same, other = look("v-2", "72 kg", started=20.0), look("v-3", "Fermé.", started=30.0)
    assert told(first, before, same) == ("person_not_told", ("v-2",), {})  # figures change by themselves
    assert told(before, first, same)[0] == "pass"  # the last of before
    assert told(before, same, other) == told(same) == PASS
    assert told(before, other, replace(same, started=40.0))[1] == ("v-2",)
    unanswered = visit(id="v-9", journey=READ, started=12.0, answered=None)
    assert told(before, unanswered, same)[0] == "person_not_told"
    assert told(before) == ("not_answered", (), {"error": "timeout"})
    assert told(before, same, learnt=21.1) == ("learnt_too_late", (), {})
    assert told(before, same, learnt=21.0)[0] == "person_not_told"
    assert told(before, same, learnt=float("inf"))[0] == "person_not_told"
    assert told(before, learnt=50.0) == ("not_answered", (), {"error": "timeout"})


def test_what_scripts_made_of_both_pages_is_what_is_compared() -> None:
    def told(first: str | None, second: str | None, *, pages: tuple[str, str] = ("{}", "{}")) -> str:
        before, after = look("v-1", pages[0], started=10.0), look("v-2", pages[1], started=20.0)
        before = replace(before, screen=None if first is None else screen(first))
        after = replace(after, screen=None if second is None else screen(second))
        return of(lambda one: witnesses.assert_person_told(one, READ, since=15.0), before, after)[0]

    assert told("61 kg", "72 kg") == "person_not_told"
    assert told("61 kg", "Fermé.") == "pass"
    assert told("61 kg", None, pages=("a", "b")) == "pass"
    assert told("61 kg", "72 kg", pages=("a", "b")) == "person_not_told"
    assert told(None, "Fermé.") == "person_not_told"  # of one alone nothing is known but what came


def test_of_two_people_both_must_have_signed_in_and_been_looked_at() -> None:
    second = visit(id="v-second", started=20.0, answered=21.0)

    def read(*events: object) -> Said:
        return of(lambda one: witnesses.assert_other_person_read(one, "second", "after"), *events)

    looks = [probe("second", signed_in=True), probe("after", signed_in=False)]
    assert read(BACK, second, *looks) == PASS
    assert read(BACK, *looks) == ("not_asked_again", (), {})
    assert read(BACK, second, looks[0]) == ("session_unreadable", (), {})
    assert read(BACK, second, looks[0], probe("after", signed_in=None)) == ("session_unreadable", (), {})
    assert read(BACK, second, looks[1]) == ("session_unreadable", (), {})
