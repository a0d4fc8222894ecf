from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import episode, exchange, visit

from conformance_suite import asking, outages, pairing_ends, reading_again, records, refreshing, sending
from conformance_suite.events import ActDone, Exchange, Request, Response, Sight, Visit
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable, Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode

READ, WRITE = "read_measures", "write_measure"
GONE = "resource_gone"
ARMED, WELL = ActDone("arm_faults", 20.0), ActDone("arm_faults", 40.0)


def said(act: Callable[[], None]) -> str:
    """What a judgement says: the key of its verdict, `pass` when it returns."""
    try:
        act()
    except Spoken as spoken:
        return str(spoken.key)
    return "pass"


def at(started: float, text: str = "Bonjour", **given: Any) -> Visit:  # noqa: ANN401 - any field
    """A page of the app, opened at a moment."""
    return visit(started=started, answered=started + 1, text=text, **{"callback": False, "journey": READ, **given})


def with_sights(one: Episode, *sights: Sight) -> Episode:
    one.sights.extend(sights)
    return one


def sight(visited: str, *values: str, journey: str = READ, t: float = 50.0) -> Sight:
    return Sight(journey, visited, values, (), (), t)


# --- FHIR-45: what is gone


def gone(received: float = 30.5) -> Exchange:
    return exchange("messages_read", received=received, status=410, faults=(GONE,))


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ((at(9, "Un message"), gone(), at(30, "Un message", id="v-2")), "gone_shown"),
        ((at(9, "Un message"), gone(), at(30, "Ce message n'est plus là", id="v-2")), "pass"),
        ((at(9, "Autre", url="http://app/b"), gone(), at(30, "Autre", id="v-2")), "pass"),  # of another address
        ((at(9, "Un message"), gone(), at(30, "", status=303, id="v-2"), at(32, "Un message", id="v-3")), "pass"),
        ((at(9, "Un message"), gone(), at(30, "Erreur", status=500, id="v-2")), "crash_page"),
        ((at(9, "Un message"), gone(50.0), at(30, "Un message", id="v-2")), "not_delivered"),  # nobody was there
    ],
)
def test_what_is_gone_is_judged_by_the_page_that_met_it(events: tuple[object, ...], verdict: str) -> None:
    assert said(lambda: records.assert_gone_not_shown(episode(ARMED, *events), GONE)) == verdict


# --- FHIR-21: what has not changed

MESSAGE = json.dumps({"resourceType": "Communication", "payload": [{"contentString": "Tout va bien."}]})


@pytest.mark.parametrize(
    ("statuses", "last", "verdict"),
    [
        ((200, 304), "<p>Tout va bien.</p>", "pass"),
        ((200, 304), "<p>C'est tout.</p>", "copy_not_shown"),
        ((200, 304), "", "blank_page"),
        ((200, 200), "<p>C'est tout.</p>", "reads_without_condition"),
    ],
)
def test_a_copy_stands_where_it_stood_before(statuses: tuple[int, int], last: str, verdict: str) -> None:
    reads = [
        exchange("messages_read", received=moment, status=status, text=MESSAGE if status == 200 else "")
        for moment, status in zip((9.5, 30.5), statuses, strict=True)
    ]
    one = episode(*reads, at(9, "<p>Tout va bien.</p>"), at(30, last, id="v-2"))
    assert said(lambda: records.assert_copy_shown(one)) == verdict


def test_a_copy_that_a_script_asked_for_may_be_shown_by_the_script() -> None:
    reads = [
        exchange("messages_read", received=9.5, text=MESSAGE),
        exchange("messages_read", received=30.5, status=304),
    ]
    call = at(30, "{}", id="v-2")
    call = replace(call, request=replace(call.request, headers=(("Sec-Fetch-Dest", "empty"),)))
    records.assert_copy_shown(episode(*reads, at(9, "<p>Tout va bien.</p>"), call))


# --- FHIR-30, FHIR-31: too much


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (at(30, id="v-2"), "pass"),
        (visit(journey=READ, started=30.0, answered=61.0, id="v-2"), "too_much_to_answer"),
        (visit(journey=READ, started=30.0, answered=None, error="reset", id="v-2"), "cut_off"),
        (visit(journey=READ, started=30.0, answered=None, ended=40.0, error="timeout", id="v-2"), "not_answered"),
        (replace(at(30, id="v-2"), response=Response(200, (), "Bonjour", size=200_010)), "pass"),
        (replace(at(30, id="v-2"), response=Response(200, (), "Bonjour", size=200_011)), "page_too_long"),
    ],
)
def test_a_page_stays_usable_in_time_and_in_size(after: Visit, verdict: str) -> None:
    before = replace(at(9), response=Response(200, (), "Bonjour", size=10))
    assert said(lambda: outages.assert_page_stays_usable(episode(before, ARMED, after))) == verdict


def test_what_a_script_was_given_may_be_as_long_as_it_likes() -> None:
    call = at(30, id="v-2")
    call = replace(call, request=replace(call.request, headers=(("Sec-Fetch-Dest", "empty"),)))
    call = replace(call, response=Response(200, (), "{}", size=5_000_000))
    outages.assert_page_stays_usable(episode(at(9), ARMED, call))


# --- FHIR-32: references


def test_the_own_measure_stands_on_every_page() -> None:
    def looks(*values: tuple[str, ...]) -> Episode:
        one = episode(ARMED, WELL, at(9), at(30, id="v-2"), at(45, id="v-3"))
        return with_sights(one, *(sight(f"v-{number}", *each) for number, each in enumerate(values, 1)))

    own = ("61.37",)
    assert said(lambda: reading_again.assert_own_measure_shown_throughout(looks(own, own, own))) == "pass"
    for values in ((own, (), own), (own, own, ())):
        one = looks(*values)
        judged = said(lambda one=one: reading_again.assert_own_measure_shown_throughout(one))  # type: ignore[misc]  # bound
        assert judged == "own_measure_gone"


# --- FHIR-33: what the API offers


@pytest.mark.parametrize(
    ("reads", "page", "verdict"),
    [
        ((), "L'espace a changé.", "pass"),
        ((9.6,), "L'espace a changé.", "pass"),  # while the statement was on its way
        ((30.5,), "L'espace a changé.", "called_beyond_the_statement"),
        ((), "", "blank_page"),
    ],
)
def test_nothing_is_called_beyond_the_statement(reads: tuple[float, ...], page: str, verdict: str) -> None:
    told = exchange("metadata", received=9.2, faults=("capability_statement_other",))
    calls = (exchange("measures_read", received=one, id=f"x-{one}") for one in reads)
    one = episode(told, *calls, at(9), at(30, page, id="v-2"))
    assert said(lambda: asking.assert_nothing_called_beyond(one, "capability_statement_other")) == verdict


# --- MES-14: two devices


def refresh(token: str, received: float) -> Exchange:
    form = f"grant_type=refresh_token&refresh_token=%C2%A7refresh_token:{token}:43:b64url%C2%A7"
    return exchange(form=form, received=received, id=f"x-{received}")


def devices(*refreshes: Exchange, last: tuple[str, ...] = ("61.37",), text: str = "Bonjour") -> Episode:
    visits = [at(started, browser=browser, id=f"v-{started}-{browser}") for started in (9, 30) for browser in ("b-1",)]
    visits += [at(12, browser="b-2", id="v-12-b-2"), at(33, text, browser="b-2", id="v-33-b-2")]
    seen = [sight("v-9-b-1", "61.37"), sight("v-12-b-2", "61.37"), sight("v-30-b-1", "61.37"), sight("v-33-b-2", *last)]
    return with_sights(episode(*refreshes, *visits), *seen)


def test_a_refresh_on_one_device_takes_nothing_from_the_other() -> None:
    first, second = "0" * 16, "1" * 16
    apart = (refresh(first, 30.2), refresh(second, 33.2))
    assert said(lambda: refreshing.assert_both_devices_go_on(devices(*apart))) == "pass"
    told = devices(*apart, last=(), text="Reconnectez-vous.")
    assert said(lambda: refreshing.assert_both_devices_go_on(told)) == "pass"
    assert said(lambda: refreshing.assert_both_devices_go_on(devices(*apart, last=(), text=""))) == "blank_page"
    copied = devices(refresh(first, 30.2), refresh(first, 33.2))
    assert said(lambda: refreshing.assert_both_devices_go_on(copied)) == "replaced_token_used"
    assert said(lambda: refreshing.assert_both_devices_go_on(devices())) == "refresh_not_seen"


# --- MES-18: copy and erasure


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("Vos mesures : 61,37 kg", "pass"),
        ('{"weights": [61.37]}', "pass"),
        ("Vous recevrez votre copie sous 30 jours.", "pass"),
        ("Vous recevrez votre copie le 3 janvier 2027.", "pass"),
        ("You will have it within a month.", "pass"),
        ("Votre demande est notée.", "copy_not_given"),
        ("Poids : 72,5 kg", "copy_not_given"),
    ],
)
def test_a_copy_is_given_or_announced(answer: str, verdict: str) -> None:
    one = episode(at(9), at(30, answer, journey="export_data", id="v-2"))
    assert said(lambda: pairing_ends.assert_copy_given(one)) == verdict


def test_a_copy_that_is_no_text_was_not_seen() -> None:
    archive = replace(at(30, journey="export_data"), response=Response(200, (), None, size=4096))
    with pytest.raises(Inconclusive, match="copy_unreadable"):
        pairing_ends.assert_copy_given(episode(archive))
    with pytest.raises(Inconclusive, match="not_answered"):
        pairing_ends.assert_copy_given(episode(at(9)))


@pytest.mark.parametrize(
    ("answer", "values", "verdict"),
    [
        ("Tout est effacé.", (), "pass"),
        ("Tout est effacé.", ("61.37",), "kept_after_erasure"),
        ("Tout sera effacé bientôt.", ("61.37",), "kept_after_erasure"),
        ("Tout sera effacé dans deux jours ouvrés.", ("61.37",), "pass"),
    ],
)
def test_what_was_erased_is_not_seen_again(answer: str, values: tuple[str, ...], verdict: str) -> None:
    visits = (at(30, answer, journey="erase_data", id="v-2"), at(33, id="v-3", journey="export_data"))
    one = with_sights(episode(*visits), sight("v-3", *values, journey="export_data", t=34.0))
    assert said(lambda: pairing_ends.assert_erased(one)) == verdict


# --- UX-04: what was typed


def sent(received: float, value: float, status: int = 503) -> Exchange:
    observation = {"resourceType": "Observation", "valueQuantity": {"value": value}}
    bundle = json.dumps({"entry": [{"resource": observation}]})
    return exchange("measures_write", received=received, status=status, form=bundle, id=f"x-{received}")


def typed(answer: str, *more: object, form: str = "once=7&value=72%2C5", value: float = 72.5) -> Episode:
    post = at(30, answer, journey=WRITE, id="v-2")
    post = replace(post, request=Request("POST", "http://app/measures", (), form))
    opened = at(42, "<input name=value value=''>", journey=WRITE, id="v-3")
    first = (sent(9.5, 72.5, 200), at(9, journey=WRITE))
    return episode(*first, ARMED, sent(30.5, value), post, WELL, opened, sent(43.0, 72.5, 200), *more)


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (typed("Réessayez plus tard."), "typed_value_lost"),
        (typed("Réessayez : <input name='value' value='72,5'>"), "pass"),
        (typed("En attente : 72.5 kg"), "pass"),
        (typed("En attente : 172.5 kg"), "typed_value_lost"),
        (typed("Réessayez.", at(44, "<input value=72.5>", journey=WRITE, id="v-4")), "pass"),  # in the form anew
        (typed("Réessayez.", at(44, "<li>72.5 kg</li>", journey=WRITE, id="v-4")), "typed_value_lost"),  # the list
        (typed("Réessayez.", sent(44.0, 72.5, 201)), "pass"),  # beside the one that was typed then
        (typed("Réessayez.", value=32.9), "nothing_written"),  # converted: what was typed is not known
        (typed("Erreur"), "typed_value_lost"),
    ],
)
def test_what_was_typed_is_looked_for_where_it_may_be(one: Episode, verdict: str) -> None:
    assert said(lambda: sending.assert_typed_value_kept(one)) == verdict


def test_a_case_of_copies_is_no_case_for_whoever_reads_all_again() -> None:
    with pytest.raises(NotApplicable):
        records.assert_copy_shown(episode(at(9)))
    with pytest.raises(Failure, match="gone_shown"):
        records.assert_gone_not_shown(episode(ARMED, at(9), gone(), at(30, id="v-2")), GONE)
