from collections.abc import Callable

import pytest
from builders.episodes import episode, exchange, handshake, visit

from conformance_suite import witnesses
from conformance_suite.events import JourneyEnd, RequestReceived
from conformance_suite.verdicts import Failure, Inconclusive


def raised(kind: type[Failure | Inconclusive], act: Callable[[], None]) -> str:
    """The key of the verdict that an assertion speaks."""
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value.key)


def test_a_person_answered_at_the_end_of_patience_was_answered_in_time() -> None:
    hang = RequestReceived("x-1", "token", 10.0)
    witnesses.assert_answered_within_patience(episode(hang, visit(answered=40.0)))
    late = episode(hang, visit(answered=40.1))
    assert raised(Failure, lambda: witnesses.assert_answered_within_patience(late)) == "kept_waiting"


def test_patience_counts_from_the_request_that_the_space_held() -> None:
    one = episode(RequestReceived("x-1", "token", 30.0), visit(started=9.0, answered=59.0))
    witnesses.assert_answered_within_patience(one)


def test_a_person_left_without_answer_before_the_end_of_patience_proves_nothing() -> None:
    one = episode(RequestReceived("x-1", "token", 10.0), visit(answered=None, ended=12.0, error="reset"))
    assert raised(Inconclusive, lambda: witnesses.assert_answered_within_patience(one)) == "not_answered"


def test_nobody_waits_when_the_hang_began_after_the_answer() -> None:
    one = episode(RequestReceived("x-1", "token", 11.0), visit(answered=11.0))
    witnesses.assert_answered_within_patience(one)


def test_a_repeated_call_counts_within_one_visit_only() -> None:
    calls = [exchange("measures_read", received=10.0), exchange("measures_read", received=20.0, id="x-2")]
    one = episode(*calls, visit(), visit(started=19.0, answered=21.0))
    witnesses.assert_no_insistence(one, calls)
    crowded = episode(*calls, visit(started=9.0, answered=21.0))
    assert raised(Failure, lambda: witnesses.assert_no_insistence(crowded, calls)) == "insists"
    witnesses.assert_no_insistence(crowded, calls, at_most=2)


@pytest.mark.parametrize("difference", ["?code=1", "?_offset=1", "/other"])
def test_a_call_for_something_else_is_no_repetition(difference: str) -> None:
    calls = [
        exchange("measures_read", url="https://space/x"),
        exchange("measures_read", url="https://space/x" + difference, id="x-2"),
    ]
    witnesses.assert_no_insistence(episode(*calls, visit()), calls)


def test_a_call_with_another_date_is_a_repetition() -> None:
    calls = [exchange("measures_read", url=f"https://space/x?date=ge{day}", id=f"x-{day}") for day in (1, 2)]
    assert raised(Failure, lambda: witnesses.assert_no_insistence(episode(*calls, visit()), calls)) == "insists"


@pytest.mark.parametrize(("received", "alone"), [(9.0, False), (11.0, False), (8.9, True), (11.1, True)])
def test_a_call_outside_every_journey_is_made_in_the_background(
    received: float,
    alone: bool,  # noqa: FBT001 - a row
) -> None:
    call = exchange("measures_read", received=received)
    one = episode(JourneyEnd("login", "done", None, 1.0, 2.0), JourneyEnd("read", "done", None, 9.0, 11.0), call)
    if alone:
        assert raised(Failure, lambda: witnesses.assert_no_background_calls(one, [call])) == "background_calls"
    else:
        witnesses.assert_no_background_calls(one, [call])


def test_the_call_by_which_an_app_learns_may_be_made_in_the_background() -> None:
    first = exchange("measures_read", received=12, status=403)
    again = exchange("measures_read", received=13, status=403, id="x-2")
    one = episode(JourneyEnd("read", "done", None, 9.0, 11.0), first, again)
    assert witnesses.learnt_at([exchange(), again, first]) == 12.5
    witnesses.assert_no_background_calls(one, [first], learnt=witnesses.learnt_at([first]))
    with pytest.raises(Failure) as failure:
        witnesses.assert_no_background_calls(one, [first, again], learnt=witnesses.learnt_at([first, again]))
    assert failure.value.exchanges == ("x-2",)


@pytest.mark.parametrize(
    ("status", "text", "key"),
    [(499, "mot", None), (500, "mot", "crash_page"), (200, "", "blank_page"), (200, "<p> </p>", "blank_page")],
)
def test_a_page_is_readable_below_five_hundred_and_with_words(status: int, text: str, key: str | None) -> None:
    visits = [visit(status=status, text=text)]
    if key is None:
        witnesses.assert_readable_answer(visits)
    else:
        assert raised(Failure, lambda: witnesses.assert_readable_answer(visits)) == key


def test_the_last_page_is_the_one_that_counts() -> None:
    witnesses.assert_readable_answer([visit(status=500), visit(status=200)])
    assert (
        raised(Inconclusive, lambda: witnesses.assert_readable_answer([visit(), visit(answered=None)]))
        == "not_answered"
    )
    assert raised(Inconclusive, lambda: witnesses.assert_readable_answer([])) == "not_answered"


def test_only_a_request_on_the_bad_connection_is_a_request_over_bad_tls() -> None:
    witnesses.assert_no_request_over_bad_tls(episode(handshake(), exchange(connection="c-2")))
    witnesses.assert_no_request_over_bad_tls(episode(handshake(certificate="valid"), exchange()))
    bad = episode(handshake(), exchange())
    assert raised(Failure, lambda: witnesses.assert_no_request_over_bad_tls(bad)) == "request_over_bad_tls"


@pytest.mark.parametrize(("received", "again"), [(9.5, True), (8.0, False)])
def test_an_authorization_begun_after_the_refusal_asks_again(
    received: float,
    again: bool,  # noqa: FBT001 - a row
) -> None:
    one = episode(visit(), exchange("authorize", received=received))
    if again:
        assert raised(Failure, lambda: witnesses.assert_not_asked_again(one, "access_denied")) == "asked_again"
    else:
        witnesses.assert_not_asked_again(one, "access_denied")


def test_a_person_sent_round_in_redirects_is_asked_again() -> None:
    one = episode(visit(), visit(answered=None, error="too_many_redirects"))
    assert raised(Failure, lambda: witnesses.assert_not_asked_again(one, "access_denied")) == "asked_again"


def test_the_page_of_before_tells_nobody_anything() -> None:
    before, after = (
        visit(journey="read", text="61,37 kg"),
        visit(journey="read", started=20.0, answered=21.0, text="72,5 kg"),
    )
    assert (
        raised(Failure, lambda: witnesses.assert_person_told(episode(before, after), "read", since=15.0))
        == "person_not_told"
    )
    told = visit(journey="read", started=20.0, answered=21.0, text="Accord retiré")
    witnesses.assert_person_told(episode(before, told), "read", since=15.0)
    witnesses.assert_person_told(episode(after), "read", since=15.0)  # there is no page of before
    late = raised(
        Inconclusive, lambda: witnesses.assert_person_told(episode(before, after), "read", since=15.0, learnt=30.0)
    )
    assert late == "learnt_too_late"
