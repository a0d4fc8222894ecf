import pytest
from builders.episodes import episode, exchange, handshake, visit

from conformance_suite import deliveries
from conformance_suite.case import catalogue
from conformance_suite.deliveries import body_was_read, delivered, fault_reached
from conformance_suite.events import ActDone, ConnectionEnd, RequestReceived, Visit
from conformance_suite.plays import Act, FaultSpec, Play
from conformance_suite.scripts.discovery import set_up_for_production
from conformance_suite.scripts.measures import withdraw_then_read
from conformance_suite.scripts.refreshing import end_mid_session
from conformance_suite.scripts.sign_in import refuse_consent, sign_in

FAULT = "id_token_wrong_nonce"
REUSED, CLOSED, RESET = (ConnectionEnd("c-1", outcome, "x-1") for outcome in ("reused", "closed", "reset"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((REUSED,), True),
        ((CLOSED,), True),
        ((RESET,), False),
        ((RESET, visit()), False),
        ((visit(),), True),
        ((), False),
        ((ConnectionEnd("c-1", "closed", "x-2"),), False),
        ((visit(answered=None),), False),
        ((visit(answered=10.4),), False),  # answered before the body had left
        ((visit(answered=10.5),), True),
        ((visit(started=10.1),), False),  # asked after the app had called
        ((visit(answered=None), visit()), True),
    ],
)
def test_a_body_is_read_when_its_connection_or_the_person_says_so(
    events: tuple[object, ...],
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    one = exchange()
    assert body_was_read(episode(one, *events), one) is expected


@pytest.mark.parametrize("sent", ["partial", "none"])
def test_a_body_that_did_not_leave_whole_is_not_read(sent: str) -> None:
    one = exchange(sent=sent)
    assert not body_was_read(episode(one, CLOSED), one)


def test_an_answer_that_never_left_is_not_read() -> None:
    one = exchange(answered=None)
    assert not body_was_read(episode(one, CLOSED), one)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((exchange(faults=(FAULT,)), CLOSED), True),
        ((exchange(faults=("other",)), CLOSED), False),
        ((exchange(faults=(FAULT,)), RESET), False),
        ((exchange("consent", status=303, faults=(FAULT,)), visit(started=10.1)), True),
        ((exchange("consent", status=303, faults=(FAULT,)), visit(started=9.9)), False),
        ((exchange("consent", status=303, faults=(FAULT,)), visit(started=10.1, answered=None)), False),
        ((exchange("consent", status=303, faults=(FAULT,)), CLOSED), False),
        (
            (exchange("consent", status=303, faults=(FAULT,)), visit(started=9.0), visit(started=10.1)),
            True,
        ),
        ((exchange("consent", status=303, faults=(FAULT,)), visit(started=10.1, callback=False)), False),
        ((RequestReceived("x-1", "token", 10.0),), True),
        ((RequestReceived("x-1", "token", 10.0), exchange(faults=(FAULT,), sent="none")), True),
        ((RequestReceived("x-2", "token", 10.0), exchange(faults=(FAULT,), sent="none")), False),
        ((handshake(),), True),
    ],
)
def test_a_fault_is_met_at_its_own_hook(events: tuple[object, ...], expected: bool) -> None:  # noqa: FBT001 - a row
    assert fault_reached(episode(*events), FAULT) is expected


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        (("jwks_redirected", "id_token_unknown_key"), True),
        (("jwks_redirected",), True),  # keys are read first, and the sign-in ends there
        (("id_token_unknown_key",), False),
        ((), False),
    ],
)
def test_keys_that_are_sent_elsewhere_are_met_by_whoever_stops_there_too(
    met: tuple[str, ...],
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    play = next(case.play for case in catalogue() if case.id == "JWK-08")
    asked = [exchange("jwks" if fault.startswith("jwks") else "token", faults=(fault,)) for fault in met]

    assert delivered(episode(*asked, CLOSED), play) is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((exchange(faults=("answer_too_large",)), RESET, visit(answered=10.1)), True),  # while the space still wrote
        ((exchange(faults=("answer_too_large",), sent="partial"), visit()), True),
        ((exchange(faults=("answer_too_large",), sent="none", answered=None), RESET, visit()), False),
        ((exchange(faults=("answer_too_large",)), RESET), False),
        ((exchange(faults=("answer_too_large",)), RESET, visit(answered=None)), False),
        ((exchange(faults=("answer_too_large",)), RESET, visit(started=10.1)), False),
    ],
)
def test_whoever_hangs_up_on_an_answer_without_measure_has_met_it(
    events: tuple[object, ...],
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    assert fault_reached(episode(*events), "answer_too_large") is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((handshake("alert"),), True),
        ((handshake("closed"),), True),
        ((handshake("completed"),), True),
        ((handshake("timeout"),), False),
        ((handshake("reset"),), False),
        ((handshake("reset"), visit()), True),
        ((handshake("reset"), visit(answered=None), visit()), True),
        ((handshake("reset"), visit(answered=None)), False),
        ((handshake("alert", flight_sent=False),), False),
        ((handshake("alert", certificate="valid"),), False),
        ((handshake("alert", certificate="valid"), handshake("alert")), True),
        ((), False),
    ],
)
def test_a_bad_certificate_is_met_when_its_flight_left_and_the_app_reacted(
    events: tuple[object, ...],
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    assert deliveries.bad_certificate_presented(episode(*events)) is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((visit(url="http://app/callback?error=access_denied"),), True),
        ((visit(url="http://app/callback?error=access_denied", answered=None),), False),
        ((visit(url="http://app/callback?error=server_error"),), False),
        ((visit(url="http://app/?error=access_denied", callback=False),), False),
        ((visit(url="http://app/callback"), visit(url="http://app/callback?error=access_denied")), True),
    ],
)
def test_a_refusal_is_met_when_the_browser_brought_it_and_was_answered(
    events: tuple[object, ...],
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    assert delivered(episode(*events), refuse_consent()) is expected


def test_every_fault_of_a_play_must_be_met() -> None:
    play = Play("sign_in", (), faults=(FaultSpec(FAULT), FaultSpec("other")))
    assert delivered(episode(exchange(faults=(FAULT,)), CLOSED), play) is False
    assert delivered(episode(exchange(faults=(FAULT, "other")), CLOSED), play) is True


def test_there_is_nothing_to_deliver_in_a_passive_play() -> None:
    assert delivered(episode(), sign_in(passive=True)) is None
    assert delivered(episode(), Play("sign_in", (Act("unpair"),))) is None  # an act, and not a hostile one


@pytest.mark.parametrize(
    ("received", "status", "act", "expected"),
    [
        (10.0, 403, "withdraw_consent", True),
        (10.0, 200, "withdraw_consent", False),
        (8.0, 403, "withdraw_consent", False),
        (10.0, 403, "unpair", False),
    ],
)
def test_a_withdrawal_is_met_by_the_refusal_that_follows(
    received: float,
    status: int,
    act: str,
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    call = exchange("measures_read", received=received, status=status)
    assert delivered(episode(ActDone(act, 9.0), call, CLOSED), withdraw_then_read()) is expected


def test_evidence_tells_moments_of_what_was_met() -> None:
    one = episode(exchange(faults=(FAULT,)), RequestReceived("x-7", "token", 12.0), visit())
    assert deliveries.evidence(one, sign_in(FAULT)) == {"x-1": 10.0, "x-7": 12.0, "v-1": 9.0}
    assert deliveries.evidence(one, sign_in(passive=True)) == {"x-1": 10.0, "x-7": 12.0}
    assert deliveries.evidence(one, withdraw_then_read()) == {"x-7": 12.0}


REVOKED, EXPIRED = ActDone("revoke_refresh_token", 8.0), ActDone("expire_access_token", 8.0)
READ_AT_401 = exchange("measures_read", status=401)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), True),
        ((exchange("measures_read", received=10.6, id="x-2"),), True),  # once more for the same page
        ((exchange("measures_read", received=12.0, id="x-2"),), False),  # and again when the person comes back
        ((exchange(received=10.6, id="x-2", status=500),), False),  # a refresh that was not refused
    ],
)
def test_who_asks_for_nothing_more_after_401_has_met_the_end_of_the_pairing(
    events: tuple[object, ...],
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    one = episode(REVOKED, EXPIRED, READ_AT_401, CLOSED, visit(callback=False, journey="read_measures"), *events)
    assert delivered(one, end_mid_session()) is expected


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        (visit(answered=None, ended=45.0), True),
        (visit(answered=None, ended=20.0), False),  # the driver gave up before its time
        (visit(started=11.0, answered=None, ended=45.0), False),  # somebody else
        (visit(answered=11.0), True),
    ],
)
def test_who_never_answers_after_a_cut_has_met_it(waiting: Visit, expected: bool) -> None:  # noqa: FBT001 - a row
    cut = exchange(faults=("answer_cut",), sent="partial", facts={"behaviour": "cut"})
    assert fault_reached(episode(cut, waiting), "answer_cut") is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [((visit(),), True), ((visit(answered=None),), False), ((visit(journey="session"),), False), ((), False)],
)
def test_an_app_set_up_for_production_has_met_the_test_space_when_it_answers_the_person(
    events: tuple[object, ...],
    expected: bool,  # noqa: FBT001 - a row
) -> None:
    assert delivered(episode(*events), set_up_for_production()) is expected
