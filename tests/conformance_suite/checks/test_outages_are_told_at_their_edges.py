from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import episode, exchange, handshake, screen, visit

from conformance_suite import outages
from conformance_suite.deliveries import bad_certificate_presented, fault_reached
from conformance_suite.events import JourneyEnd, ProbeReading, RequestReceived, Response, Sight
from conformance_suite.verdicts import Failure, Inconclusive, Spoken
from conformance_suite.wrong_metadata import assert_keeps_s256, assert_nothing_asked
from conformance_suite.wrong_tls import assert_nothing_in_the_clear, assert_refuses_the_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Visit

READING = "read_measures"


def refused(received: float, wait: str | None, *, date: str | None = None) -> Exchange:
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


@pytest.mark.parametrize("endpoint", ["discovery", "jwks", "smart_configuration", "metadata", "pages", "write"])
def test_looking_at_what_describes_the_space_asks_for_nothing(endpoint: str) -> None:
    assert spoken(assert_nothing_asked, episode(exchange(endpoint), visit())) == ("pass", (), {})


@pytest.mark.parametrize(
    "endpoint",
    ["pushed_authorization_request", "token", "userinfo", "measures_read", "measures_write", "documents_read"],
)
def test_whatever_is_asked_of_a_space_to_refuse_is_named(endpoint: str) -> None:
    one = episode(exchange("discovery"), replace(exchange(endpoint), id="x-7"), replace(exchange("token"), id="x-8"))
    assert spoken(assert_nothing_asked, one) == ("refused_space_asked", ("x-7",), {"endpoint": endpoint})


def test_whoever_is_left_waiting_after_a_cut_is_not_told() -> None:
    cut = exchange(sent="partial", facts={"behaviour": "cut"})
    with pytest.raises(Failure, match="left_waiting"):
        outages.assert_told(episode(cut, visit(answered=None, ended=45.0, error="timeout")), "login")
    outages.assert_told(episode(cut, visit()), "login")


# --- what is named, and where each bound lies ---------------------------------------------------------------------


def spoken(act: Callable[[Episode], None], one: Episode) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """What an assertion says: the key, the exchanges that it names and its values; `pass` when it is content."""
    try:
        act(one)
    except Spoken as told:
        return told.key, told.exchanges, told.values
    return "pass", (), {}


def looks(*given: tuple[str, float, float], text: str = "Bonjour") -> list[Visit]:
    """Looks at the measures: name, begun, answered."""
    return [visit(id=name, journey=READING, started=begun, answered=at, text=text) for name, begun, at in given]


def test_a_short_wait_is_told_with_both_calls_and_the_seconds() -> None:
    one = episode(visit(started=8.5), refused(9.0, "1"), replace(refused(9.5, "1"), id="x-again"))
    told = spoken(lambda it: outages.assert_waits_as_told(it, "measures_read"), one)

    assert told == ("did_not_wait", ("x-9.0", "x-again"), {"seconds": "1"})


def test_three_refusals_are_held_against_the_one_before_each() -> None:
    calls = [refused(9.0, "1"), refused(10.0, "1"), replace(refused(10.2, "1"), id="x-hasty")]
    one = episode(visit(started=8.5), *calls)

    assert spoken(lambda it: outages.assert_waits_as_told(it, "measures_read"), one)[1] == ("x-10.0", "x-hasty")


def test_a_wait_begins_with_the_answer_and_may_end_a_tenth_early() -> None:
    slow = replace(refused(9.0, "1"), answered=9.5)
    same, date = "Mon, 23 Nov 2026 09:00:00 GMT", "Mon, 23 Nov 2026 09:00:00 GMT"

    def waited(before: Exchange, again: float, *, begun: float = 8.5, answered: float = 30.0) -> str:
        one = episode(visit(started=begun, answered=answered), before, exchange("measures_read", received=again))
        return spoken(lambda it: outages.assert_waits_as_told(it, "measures_read"), one)[0]

    assert [waited(slow, 10.3), waited(slow, 10.45)] == ["did_not_wait", "pass"]
    assert [waited(refused(10.0, "10"), 18.9), waited(refused(10.0, "10"), 19.0)] == ["did_not_wait", "pass"]
    assert waited(refused(9.0, same, date=date), 9.01) == "pass"
    for status in (None, 503):  # no refusal for now
        assert waited(exchange("measures_read", received=9.0, answered=9.0, status=status), 9.01) == "pass"
    assert [waited(refused(8.5, "1"), 9.0), waited(refused(9.0, "1"), 9.5, answered=9.5)] == ["did_not_wait"] * 2
    assert [waited(refused(8.4, "1"), 9.0), waited(refused(9.0, "1"), 9.6, answered=9.5)] == ["pass"] * 2


def test_a_part_is_told_with_its_pages_and_the_least_of_its_values() -> None:
    one = episode()
    one.sights += [looking(), looking("72.5", "61.37"), Sight(READING, None, ("80.1",), (), (), 2.0)]

    assert spoken(outages.assert_shows_no_part, one) == ("part_shown", ("v-1",), {"value": "61.37"})


def test_who_saw_nothing_at_last_is_named_unless_no_page_was() -> None:
    one = episode()
    one.sights.append(looking())
    assert spoken(outages.assert_recovers, one) == ("not_recovered", ("v-1",), {})
    one.sights.append(Sight(READING, None, (), (), (), 2.0))
    assert spoken(outages.assert_recovers, one) == ("not_recovered", (), {})
    one.sights.append(Sight("write_measure", "v-2", ("61.37",), (), (), 3.0))  # another journey's
    assert spoken(outages.assert_recovers, one) == ("not_recovered", (), {})
    one.sights.clear()
    assert spoken(outages.assert_recovers, one) == ("not_answered", (), {"error": "-"})


def test_an_app_that_keeps_what_it_read_is_not_blamed_for_what_it_did_not_ask() -> None:
    honest = episode(
        visit(id="v-in"), ProbeReading("baseline", signed_in=False, names_seen=(), visit=None, t=8.0),
        ProbeReading("after_login", signed_in=True, names_seen=(), visit=None, t=12.0),
        JourneyEnd("login", "done", None, 9.0, 11.0), JourneyEnd(READING, "done", None, 20.0, 21.0),
        exchange("measures_read", received=10.5),
    )  # fmt: skip
    honest.role, honest.shape = "control_first", "read"
    honest.sights.append(looking("61.37"))
    one = replace(honest, id="e-2", role="case", sights=[looking()])
    one.run.episodes.append(one)
    assert spoken(outages.assert_recovers, one)[0] == "read_beforehand"
    honest.all_exchanges.append(exchange("measures_read", received=20.5))
    assert spoken(outages.assert_recovers, one)[0] == "not_recovered"


def test_the_last_page_of_a_journey_is_the_one_that_tells() -> None:
    def told(*visits: Visit) -> tuple[str, tuple[str, ...], dict[str, str]]:
        return spoken(lambda it: outages.assert_told(it, READING), episode(*visits))

    good, lost = visit(journey=READING), visit(id="v-2", journey=READING, answered=None, error="reset")
    assert told() == ("not_answered", (), {"error": "-"})
    assert told(lost, good) == ("pass", (), {})
    assert told(good, lost) == ("cut_off", ("v-2",), {"error": "reset"})
    assert told(replace(lost, error="timeout")) == ("not_answered", (), {"error": "timeout"})
    assert told(replace(lost, error=None)) == ("not_answered", (), {"error": "timeout"})
    assert told(replace(good, journey="login")) == ("not_answered", (), {"error": "-"})


def test_who_is_left_waiting_is_named_with_what_was_cut() -> None:
    cut = exchange(sent="partial", facts={"behaviour": "cut"})
    waiting = visit(id="v-9", answered=None, ended=45.0, error="timeout")
    one = episode(cut, waiting, patience=20.0)

    told = spoken(lambda it: outages.assert_told(it, "login"), one)
    assert told == ("left_waiting", ("x-1", "v-9"), {"patience": "20"})
    assert (
        spoken(lambda it: outages.assert_told(it, "login"), episode(cut, waiting, patience=34.5))[0] != "left_waiting"
    )


def test_who_waits_beyond_their_patience_is_not_told_in_time() -> None:
    held = RequestReceived("x-1", "measures_read", 9.5)
    late, soon = looks(("v-1", 9.0, 40.0)), looks(("v-1", 9.0, 39.0))

    def told(*events: object) -> str:
        return spoken(lambda it: outages.assert_told_in_time(it, READING), episode(*events))[0]

    assert told(held, *late) == "kept_waiting"
    assert told(held, *soon) == "pass"
    assert told(*late) == "pass"  # nothing was withheld
    assert told(held) == "not_answered"


def test_an_app_that_started_says_that_it_cannot_serve() -> None:
    tries = [exchange("discovery", id=f"d-{number}", received=9.1 + number / 10, status=503) for number in range(4)]
    page = visit(text="Réessayez plus tard.")

    def told(*events: object, start: str | None = None) -> str:
        one = episode(*events)
        one.start = start
        return spoken(outages.assert_says_that_it_cannot_start, one)[0]

    assert told(page, *tries[:3]) == "pass"
    assert told(page, *tries) == "insists"
    assert told(visit(text="Oups", status=500)) == "crash_page"
    assert told() == "not_answered"
    assert told(start="not_ready") == "pass"
    assert told(start="ready") == "not_answered"


def test_the_same_call_is_made_a_few_times_at_most_for_one_request() -> None:
    calls = [exchange("measures_read", id=f"m-{number}", received=9.1 + number / 10) for number in range(4)]

    def told(count: int, **given: int) -> str:
        one = episode(visit(), *calls[:count], exchange("token", received=9.2))
        return spoken(lambda it: outages.assert_repeats_with_measure(it, "measures_read", **given), one)[0]

    assert [told(3), told(4), told(2, at_most=1), told(1, at_most=1)] == ["pass", "insists", "insists", "pass"]


def test_a_wrong_letter_is_named_on_the_pages_of_measures_only() -> None:
    wrong = "relevÃ©"
    assert spoken(outages.assert_right_letters, episode(visit(id="v-7", journey=READING, text=wrong))) == (
        "wrong_letters", ("v-7",), {}
    )  # fmt: skip
    assert spoken(outages.assert_right_letters, episode(visit(text=wrong)))[0] == "pass"
    seen = screen(wrong, journey=READING, visit="v-8")
    assert spoken(outages.assert_right_letters, episode(seen))[:2] == ("wrong_letters", ("v-8",))
    assert spoken(outages.assert_right_letters, episode(replace(seen, visit=None)))[:2] == ("wrong_letters", ())
    assert spoken(outages.assert_right_letters, episode(replace(seen, journey="login")))[0] == "pass"


def test_nonsense_that_came_too_early_or_to_nobody_says_nothing() -> None:
    nothing = {"text": "Aucune mesure.", "journey": READING}
    first = visit(id="v-1", started=9.0, answered=11.0, **nothing)
    second = visit(id="v-2", started=12.0, answered=14.0, **nothing)

    def told(*events: object) -> tuple[str, tuple[str, ...], dict[str, str]]:
        return spoken(outages.assert_unreadable_is_not_nothing, episode(*events))

    assert told(first, second, nonsense(13.0)) == ("unreadable_shown_as_nothing", ("v-1", "v-2"), {})
    assert told(first, second, nonsense(10.9))[0] == "not_delivered"
    assert told(first, second, nonsense(11.0))[0] == "unreadable_shown_as_nothing"
    assert told(first, second, exchange("measures_read", received=9.5))[0] == "unreadable_shown_as_nothing"
    unanswered = {"answered": None, "journey": READING}
    for pair in (
        (visit(id="v-1", **unanswered), second),
        (first, visit(id="v-2", started=12.0, **unanswered)),
        (first,),
        (),
    ):
        assert told(*pair) == ("not_answered", (), {"error": "-"})
    third = visit(id="v-3", started=15.0, answered=16.0, **{**nothing, "text": "Illisible."})
    assert told(first, second, third)[0] == "pass"  # the first is held against the last


WAITS = ("v-1", 9.0, 15.0)
HELD = RequestReceived("x-1", "measures_read", 9.5)
CAME = ProbeReading("meanwhile", signed_in=True, names_seen=(), visit=None, t=14.0)


@pytest.mark.parametrize(
    ("began", "ended", "held_up"),
    [
        (10.0, 15.0, True),  # as long as the other
        (10.0, 14.9, False),
        (9.0, 15.0, True),  # with the other
        (8.9, 15.0, False),  # before the other
        (15.0, 16.5, True),
        (15.1, 17.0, False),  # after the other
        (14.0, 15.0, False),  # no longer than is noticed
        (13.9, 15.0, True),
    ],
)
def test_somebody_else_is_held_up_who_waits_as_long_as_the_other(began: float, ended: float, *, held_up: bool) -> None:
    other = visit(id="v-2", browser="b-2", started=began, answered=ended)
    told = spoken(outages.assert_others_served, episode(*looks(WAITS), other, HELD, CAME))

    assert told == (("others_held_up", ("v-1", "v-2"), {}) if held_up else ("pass", (), {}))


def test_of_whom_nobody_kept_waiting_nothing_can_be_said() -> None:
    other = visit(id="v-2", browser="b-2", started=10.0, answered=10.5)
    nobody = replace(CAME, signed_in=False)

    def told(*events: object) -> str:
        return spoken(outages.assert_others_served, episode(*events))[0]

    assert told(*looks(WAITS), other, CAME) == "not_delivered"  # the space withheld nothing
    assert told(*looks(WAITS), other, HELD) == "not_delivered"  # nobody else came
    assert told(*looks(("v-1", 9.0, 9.5)), other, HELD, CAME) == "not_delivered"  # answered by then
    assert told(other, HELD, CAME) == "not_delivered"
    assert told(*looks(WAITS), other, HELD, nobody) == "never_signed_in"
    same_browser = visit(id="v-3", browser="b-1", started=10.0, answered=15.0)
    assert told(*looks(WAITS), same_browser, HELD, CAME) == "pass"


def test_a_storm_is_made_of_calls_that_fail_in_any_play_of_the_run() -> None:
    def told(status: int | None, count: int) -> str:
        calls = [
            exchange("measures_read", id=f"m-{one}", received=9.1 + one / 10, status=status) for one in range(count)
        ]
        one = episode(visit(), *calls)
        quiet = episode(visit())
        quiet.run.episodes.append(one)
        return spoken(outages.assert_no_storm, quiet)[0]

    assert [told(503, 5), told(503, 6), told(400, 6), told(None, 6)] == ["pass", "insists", "insists", "insists"]
    assert [told(399, 6), told(200, 9)] == ["pass", "pass"]


def test_who_is_not_signed_in_by_what_is_right_is_named() -> None:
    back, plain = visit(id="v-back"), visit(id="v-plain", callback=False, url="http://app/")
    after = ProbeReading("after_login", signed_in=True, names_seen=(), visit=None, t=12.0)

    def told(*events: object, start: str | None = None) -> tuple[str, tuple[str, ...], dict[str, str]]:
        one = episode(*events)
        one.start = start
        return spoken(outages.assert_signed_in, one)

    assert told(back, after) == ("pass", (), {})
    assert told(plain, back, replace(after, signed_in=False)) == ("refused_what_is_right", ("v-back",), {})
    assert told(plain, back, replace(after, signed_in=None))[1] == ("v-plain", "v-back")
    assert told(plain, back)[:2] == ("refused_what_is_right", ("v-plain", "v-back"))
    assert told(exchange(id="x-7"))[1] == ("x-7",)
    assert told(back, after, start="not_ready")[:2] == ("refused_what_is_right", ("v-back",))


def test_a_page_of_too_much_is_named_with_its_bound() -> None:
    def sized(name: str, size: int, **given: float | None) -> Visit:
        one = visit(id=name, journey=READING, **given)  # type: ignore[arg-type]  # moments
        return one if one.response is None else replace(one, response=replace(one.response, size=size))

    def told(*looks: Visit) -> tuple[str, tuple[str, ...], dict[str, str]]:
        return spoken(outages.assert_page_stays_usable, episode(*looks, patience=20.5))

    small, large = sized("v-1", 1_000), sized("v-2", 301_000, started=30.0, answered=31.0)
    assert told(small, large) == ("page_too_long", ("v-1", "v-2"), {"size": "300"})
    assert told(large, small) == ("pass", (), {})
    assert told(small, sized("v-2", 10, started=30.0, answered=50.5)) == ("pass", (), {})
    slow = sized("v-2", 10, started=30.0, answered=50.6)
    assert told(small, slow) == ("too_much_to_answer", ("v-2",), {"patience": "20.5"})
    assert told(sized("v-1", 0, answered=None), sized("v-2", 10)) == ("not_answered", (), {"error": "-"})
    assert told(small) == ("not_answered", (), {"error": "-"})
