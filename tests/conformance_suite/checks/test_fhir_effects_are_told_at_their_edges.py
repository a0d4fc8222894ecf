from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import episode, exchange, visit

from conformance_suite import asking, days, deliveries, markup, measures, pairing_ends, reading_again, sending
from conformance_suite.events import ActDone, Exchange, JourneyEnd, ProbeReading, Response, Sight, Visit
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable, Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode

ARMED = ActDone("arm_faults", 20.0)
SPACE = "https://space/api/mesures/fhir/Observation?code=29463-7"


def key(act: Callable[[], None], kind: type[Spoken] = Failure) -> str:
    """The key of the verdict that an assertion speaks."""
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value.key)


def asked(identifier: str) -> Exchange:
    """A read about somebody with the tokens of p."""
    return exchange("measures_read", url=f"{SPACE}&subject.identifier={identifier}", facts={"idpe": "p"})


def test_a_read_of_nobody_is_told_from_one_of_the_person() -> None:
    asking.assert_nobody_asked_for(episode(asked("urn:oid:1%7Cp"), asked("p")))
    for nobody in ("", "undefined%7Cundefined", "urn:oid:1%7C", "urn:oid:1%7Cq"):
        one = episode(asked(nobody))
        assert key(lambda one=one: asking.assert_nobody_asked_for(one)) == "asked_for_nobody"  # type: ignore[misc]  # bound


def test_of_a_second_person_nothing_is_known_when_nothing_was_read_for_them() -> None:
    first, second = (exchange("measures_read", id=f"x-{one}", facts={"idpe": f"p-{one}"}) for one in (1, 2))
    asking.assert_two_people_asked_for(episode(first, second))
    assert (
        key(lambda: asking.assert_two_people_asked_for(episode(first, first)), Inconclusive) == "second_person_not_read"
    )


def answered_about(*found: tuple[str, float]) -> Exchange:
    """A search about p whose answer, since the space lies, is about these people."""
    entries = [
        {
            "resource": {
                "resourceType": "Observation",
                "subject": {"identifier": {"value": who}},
                "valueQuantity": {"value": value},
            }
        }
        for who, value in found
    ]
    url = f"{SPACE}&subject.identifier=urn:oid:1%7Cp"
    return exchange("measures_read", url=url, received=21.0, text=json.dumps({"entry": entries}))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("61.37 kg", "Rien de lisible", None),
        ("61.37 kg", "61.37 kg", None),
        ("61.37 kg", "84,26 kg", Failure),
        ("Vous : 84.26 kg, Chloé : 61.37 kg", "84.26 kg", NotApplicable),
    ],
)
def test_the_patient_of_before_is_not_mixed_in_unless_both_were_shown(
    before: str, after: str, said: type[Spoken] | None
) -> None:
    pages = [
        visit(started=at, answered=at + 1, journey="read_measures", text=text)
        for at, text in ((15.0, before), (20.5, after))
    ]
    one = episode(*pages, ARMED, answered_about(("q", 84.26), ("p", 61.37), ("q", 61.37)))
    if said is None:
        measures.assert_not_mixed(one)
    else:
        told = {Failure: "foreign_measure_shown", NotApplicable: "shows_several_people"}[said]
        assert key(lambda: measures.assert_not_mixed(one), said) == told


def read(*texts: str, journey: str = "read_measures", status: int = 200) -> Episode:
    """A person who reads the first text in an honest space, then another one after each arming."""
    pages = [
        visit(started=10.0 * number, answered=10.0 * number + 1, journey=journey, text=text, status=status)
        for number, text in enumerate(texts, start=1)
    ]
    armings = [ActDone("arm_faults", 10.0 * number + 5) for number in range(1, len(texts))]
    return episode(*pages, *armings)


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ("<li>12/10 : 31.17 kg</li><li>61.37 kg</li>", True),
        ("<li>12/10 : 31,170 kg</li>", True),
        ("<li>61.37 kg</li>", False),
        ("<li>31.17 kg (annulée)</li>", False),
        ("<li>&lt; 31.17 kg</li>", False),
        ("<li>131.17 kg</li>", False),
    ],
)
def test_an_odd_measure_may_be_left_out_or_marked_and_not_shown_as_any_other(after: str, shown: bool) -> None:  # noqa: FBT001 - a row
    one = read("<li>12/10 : 61.37 kg</li>", after)
    if shown:
        assert key(lambda: reading_again.assert_not_as_any_other(one, ["31.17"])) == "odd_measure_shown"
    else:
        reading_again.assert_not_as_any_other(one, ["31.17"])


def test_the_mark_of_one_page_does_not_excuse_another() -> None:
    one = read("61.37 kg", "31.17 kg annulée", "32.19 kg")
    assert key(lambda: reading_again.assert_not_as_any_other(one, ["31.17", "32.19"])) == "odd_measure_shown"


def test_a_page_that_never_came_proves_nothing() -> None:
    one = episode(visit(started=9.0, journey="read_measures"), ARMED)
    assert key(lambda: reading_again.assert_not_as_any_other(one, ["31.17"]), Inconclusive) == "not_answered"


@pytest.mark.parametrize("shown", ["None kg", "null kg", "NaN", "0 kg", "0,0 kg"])
def test_an_absent_value_is_neither_a_zero_nor_a_word_of_programs(shown: str) -> None:
    assert key(lambda: reading_again.assert_nothing_made_of_absence(read("61.37 kg", shown))) == "absent_value_shown"


@pytest.mark.parametrize("shown", ["valeur inconnue", "60 kg", "10.0 kg", ""])
def test_an_absent_value_may_be_told_or_left_out(shown: str) -> None:
    reading_again.assert_nothing_made_of_absence(read("61.37 kg", shown or "61.37 kg"))


@pytest.mark.parametrize("shown", ["131.17 kg", "131,17 (kg)", "131.17"])
def test_pounds_without_their_unit_are_exchanged(shown: str) -> None:
    assert key(lambda: reading_again.assert_unit_kept(read("61.37 kg", shown), "131.17")) == "unit_exchanged"


@pytest.mark.parametrize("shown", ["131.17 lb", "131.17 livres", "59.50 kg", "131.17 [lb_av]"])
def test_pounds_may_be_shown_as_such_or_converted(shown: str) -> None:
    reading_again.assert_unit_kept(read("61.37 kg", shown), "131.17")


def test_an_error_says_something_else_than_an_empty_record() -> None:
    reading_again.assert_error_is_not_emptiness(read("61.37", "Aucune mesure", "Une erreur"))
    same = read("61.37", "Aucune mesure", "Aucune mesure")
    assert key(lambda: reading_again.assert_error_is_not_emptiness(same)) == "error_shown_as_empty"


def test_a_measure_that_came_twice_is_counted_on_the_page() -> None:
    reading_again.assert_not_doubled(read("61.37 et 61.37", "61,37 puis 61.370"))
    assert key(lambda: reading_again.assert_not_doubled(read("61.37", "61.37 61.37"))) == "measure_doubled"


def test_a_value_that_another_measure_takes_over_is_counted_on_the_page() -> None:
    reading_again.assert_nothing_taken_over(
        read("Dernier : 61.37 ; 61.37 kg", "Dernier : 61.37 ; valeur inconnue, 61.37 kg")
    )
    taken = read("61.37 kg", "61.37 kg, 61.37 kg")
    assert key(lambda: reading_again.assert_nothing_taken_over(taken)) == "value_taken_over"


def test_every_page_since_the_space_misbehaves_is_one_for_people() -> None:
    reading_again.assert_pages_survive(read("61.37", "valeur inconnue"))
    fell = visit(journey="read_measures", started=25.0, answered=26.0, status=500)
    again = visit(journey="read_measures", started=35.0, answered=36.0)
    one = episode(ARMED, ActDone("arm_faults", 30.0), fell, again)
    assert key(lambda: reading_again.assert_pages_survive(one)) == "crash_page"


def test_a_refusal_is_told_by_another_page() -> None:
    reading_again.assert_told_otherwise(read("Envoyée", "Refusée", journey="write_measure"), "write_measure")
    same = read("Envoyée à 10:00", "Envoyée à 11:00", journey="write_measure")
    assert key(lambda: reading_again.assert_told_otherwise(same, "write_measure")) == "person_not_told"


def html(text: str, kind: str = "text/html; charset=utf-8") -> Response:
    return Response(200, (("Content-Type", kind),), text)


@pytest.mark.parametrize(
    "text",
    [
        '<p><img src="/poincon-markup"></p>',
        "<p onclick=poinconMarkup()>x</p>",
        "<script>poinconMarkup()</script>",
        "<SCRIPT> poinconMarkup()</SCRIPT>",
        '<a href="javascript:poinconMarkup()">x</a>',
    ],
)
def test_markup_that_a_browser_would_act_upon_is_alive(text: str) -> None:
    assert markup.is_alive(html(text))


@pytest.mark.parametrize(
    "page",
    [
        html("&lt;script&gt;poinconMarkup()&lt;/script&gt;"),
        html('<p title="<script>poinconMarkup()</script>">x</p>'),
        html('<script type="application/json">{"note": "poinconMarkup()"}</script>'),
        html('<p data-note="poincon-markup">x</p>'),
        html("<script>poinconMarkup()</script>", "application/json"),
    ],
)
def test_markup_in_a_text_an_attribute_or_data_is_not(page: Response) -> None:
    assert not markup.is_alive(page)


@pytest.mark.parametrize(
    "text",
    ["le 25/10/2026", "25.10.26", "2026-10-25", "le 25 octobre 2026", "October 25, 2026", "25 Oct 2026", "25-10-2026"],
)
def test_a_day_is_read_in_the_ways_in_which_people_write_it(text: str) -> None:
    assert days.says_day(text, date(2026, 10, 25))
    assert not days.says_day(text, date(2026, 10, 24))


@pytest.mark.parametrize("text", ["125/10/2026", "25/10/20261", "2026-10-251", "25 octobre"])
def test_a_part_of_something_else_is_no_day(text: str) -> None:
    assert not days.says_day(text, date(2026, 10, 25))


def night(page: str) -> Episode:
    told = '{"effectiveDateTime":"2026-10-24T22:30:00Z"} {"effectiveDateTime": "2026-10-25T22:30:00Z"}'
    one = read("20/11/2026 : 61.37 kg", page)
    one.all_exchanges.append(exchange("measures_read", received=20.0, text=told))
    return one


@pytest.mark.parametrize("page", ["25/10/2026 25/10/2026 2026-09", "2026-10-24T22:30:00Z et 25 octobre 2026"])
def test_the_night_of_the_change_is_on_its_sunday(page: str) -> None:
    days.assert_days_of_paris(night(page))


@pytest.mark.parametrize("page", ["24/10/2026", "25/10/2026 26/10/2026", "25/10/2026 01/09/2026", "25.10.26 31.08.26"])
def test_the_night_of_the_change_is_on_no_other_day_and_a_month_has_none(page: str) -> None:
    assert key(lambda: days.assert_days_of_paris(night(page))) == "wrong_day_shown"


def test_a_page_without_days_is_not_concerned() -> None:
    assert key(lambda: days.assert_days_of_paris(night("61.37 kg")), NotApplicable) == "shows_no_days"


def search(query: str = "", *, received: float = 10.0, host: str = "space", **given: Any) -> Exchange:  # noqa: ANN401 - any field
    one = exchange("measures_read", method="GET", url=SPACE + query, received=received, **given)
    object.__setattr__(one.request, "headers", (("Host", host), ("Authorization", "Bearer §access:1:2:a§")))
    return one


PERIOD = "&date=ge2026-01-01&date=le2026-12-31"


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        (PERIOD, None),
        ("&date=gt2026-01-01&date=lt2026-12-31&_count=100", None),
        ("&_sort=-date&_count=1", None),
        ("&date=ge2026-01-01", "date"),
        ("&date=ge2026-01-01&date=ge2026-12-31", "date"),
        ("", "date"),
        (PERIOD + "&_count=101", "_count"),
        (PERIOD + "&_count=all", "_count"),
        ("&_sort=-date&_count=2", "_sort"),
        ("&_sort=date&_count=1", "_sort"),
        (PERIOD + "&_sort=-date&_count=1", "_sort"),
    ],
)
def test_a_search_is_of_a_period_or_for_the_latest(query: str, wrong: str | None) -> None:
    one = episode(search(query))
    if wrong is None:
        asking.assert_searches_as_specified(one)
    else:
        with pytest.raises(Failure) as caught:
            asking.assert_searches_as_specified(one)
        assert caught.value.values == {"parameter": wrong}


def test_every_next_link_given_since_must_be_followed() -> None:
    def page(number: int, following: int | None) -> Exchange:
        links = [] if following is None else [{"relation": "next", "url": f"{SPACE}&_offset={following}&a=%7C"}]
        query = f"&a=|&_offset={number}"
        return search(query, received=21.0 + number, id=f"x-{number}", text=json.dumps({"link": links}))

    asking.assert_every_page_read(episode(ARMED, page(0, 1), page(1, 2), page(2, None)))
    assert key(lambda: asking.assert_every_page_read(episode(ARMED, page(0, 1), page(1, 2)))) == "page_not_read"


def test_tokens_go_to_the_host_of_before_only() -> None:
    asking.assert_no_token_elsewhere(episode(search(), ARMED, search(received=21.0)))
    led_astray = episode(search(), ARMED, search(received=21.0, host="127.0.0.1"))
    assert key(lambda: asking.assert_no_token_elsewhere(led_astray)) == "token_sent_elsewhere"


def test_a_search_for_somebody_else_is_seen_however_the_bar_is_written() -> None:
    own = [search("&subject.identifier=urn%3Aoid%3A1%7Ca"), search("&subject.identifier=urn:oid:1|a", id="x-2")]
    asking.assert_same_patient_asked_for(episode(*own))
    other = search("&subject.identifier=urn:oid:1|b", id="x-3")
    assert key(lambda: asking.assert_same_patient_asked_for(episode(*own, other))) == "other_patient_asked_for"


def written(received: float = 10.0, *, value: float = 72.5, **observation: Any) -> Exchange:  # noqa: ANN401 - any member
    resource = {"resourceType": "Observation", "valueQuantity": {"value": value}, **observation}
    entry = {"fullUrl": f"urn:uuid:{received}", "resource": resource, "request": {"method": "POST"}}
    body, facts = json.dumps({"entry": [entry]}), {"solution_oid": "1.2.3"}
    return exchange("measures_write", received=received, form=body, id=f"x-{received}", facts=facts)


def test_a_measure_sent_again_needs_a_name_by_which_it_is_known() -> None:
    name = [{"value": "m-1"}]
    named = written(9.5, identifier=name), written(10.5, identifier=name)
    later = visit(started=20.0, answered=21.0)
    sending.assert_retry_cannot_duplicate(episode(written(9.5), written(10.5, value=73.0), visit()))
    sending.assert_retry_cannot_duplicate(episode(*named, visit()))
    sending.assert_retry_cannot_duplicate(episode(written(9.5), written(20.5), visit(), later))
    blind = episode(written(9.5), written(10.5), visit())
    assert key(lambda: sending.assert_retry_cannot_duplicate(blind)) == "write_repeated"


def test_a_form_sent_twice_makes_one_measure_or_one_that_is_known() -> None:
    name = [{"value": "m-1"}]
    refused = exchange("measures_write", form=written().request.text, status=409, id="x-409")
    sending.assert_made_once(episode(written(9.5)))
    sending.assert_made_once(episode(written(9.5), refused))
    sending.assert_made_once(episode(written(9.5, identifier=name), written(30.5, identifier=name)))
    twice = episode(written(9.5), written(30.5))
    assert key(lambda: sending.assert_made_once(twice)) == "form_doubled"
    assert key(lambda: sending.assert_made_once(episode(refused)), Inconclusive) == "nothing_written"


@pytest.mark.parametrize(
    ("write", "wrong"),
    [
        (written(), None),
        (written(meta={"source": "urn:oid:1.2.3#app"}), None),
        (written(meta={"source": "urn:oid:1.2.9"}), "source_of_others"),
        (written(code={"coding": [{"code": "39156-5"}]}), "body_mass_index_written"),
    ],
)
def test_what_may_not_be_written_is_named(write: Exchange, wrong: str | None) -> None:
    if wrong is None:
        sending.assert_only_own_kinds_of_measures(episode(write))
    else:
        assert key(lambda: sending.assert_only_own_kinds_of_measures(episode(write))) == wrong


def test_an_app_without_devices_is_not_concerned() -> None:
    act = lambda: sending.assert_devices_created_conditionally(episode(written()))  # noqa: E731 - short
    assert key(act, NotApplicable) == "writes_no_device"


def probe(when: str, *, signed_in: bool) -> ProbeReading:
    return ProbeReading(when, signed_in, (), None, 10.0)


def sight(*values: str) -> Sight:
    return Sight("read_measures", None, values, (), (), 30.0)


def interrupted(*events: object, signed_in: bool = False, values: tuple[str, ...] = ("61.37",)) -> Episode:
    one = episode(probe("interrupted", signed_in=signed_in), probe("after_login", signed_in=True), *events)
    one.sights.append(sight(*values))
    return one


def test_an_interrupted_pairing_is_none_and_can_be_begun_again() -> None:
    token = exchange("token", received=20.0)
    pairing_ends.assert_no_half_pairing(interrupted(token, search(received=21.0)))
    early = interrupted(token, search(received=19.0))
    assert key(lambda: pairing_ends.assert_no_half_pairing(early)) == "data_call_without_pairing"
    assert key(lambda: pairing_ends.assert_no_half_pairing(interrupted(token, signed_in=True))) == "half_paired"
    assert key(lambda: pairing_ends.assert_no_half_pairing(interrupted(token, values=()))) == "pairing_not_restarted"


def test_a_suspended_space_is_resumed_without_a_new_pairing() -> None:
    def resumed(*events: object, values: tuple[str, ...] = ("61.37",)) -> Episode:
        acts = (ActDone("suspend_account", 10.0), ActDone("reactivate_account", 20.0))
        one = episode(*acts, visit(started=11.0, answered=12.0, journey="read_measures"), *events)
        one.sights.append(sight(*values))
        return one

    pairing_ends.assert_comes_back_by_itself(resumed())
    assert key(lambda: pairing_ends.assert_comes_back_by_itself(resumed(values=()))) == "pairing_not_resumed"
    again = resumed(exchange("authorize", received=21.0))
    assert key(lambda: pairing_ends.assert_comes_back_by_itself(again)) == "pairing_not_resumed"


def test_unpairing_revokes_and_ends_the_calls() -> None:
    left = JourneyEnd("unpair", "done", None, 20.0, 21.0)
    page = visit(started=25.0, answered=26.0, journey="read_measures")
    revoked = exchange("revoke", received=20.5)
    pairing_ends.assert_revoked_then_quiet(episode(search(), left, revoked, page))
    assert key(lambda: pairing_ends.assert_revoked_then_quiet(episode(left, page))) == "not_revoked"
    calling = episode(left, revoked, search(received=25.5), page)
    assert key(lambda: pairing_ends.assert_revoked_then_quiet(calling)) == "data_call_without_pairing"


@pytest.mark.parametrize("act", ["unpair", "close_account", "suspend_account"])
def test_an_act_is_delivered_once_a_refusal_was_read(act: str) -> None:
    def played(*events: object) -> Episode:
        return episode(ActDone(act, 10.0), *events)

    page: Visit = visit(started=10.5, answered=12.0)
    assert deliveries.refused_calls(played(search(received=11.0, status=401), page), act)
    assert not deliveries.refused_calls(played(search(received=9.0, status=401), page), act)
    assert not deliveries.refused_calls(played(search(received=11.0), page), act)
    assert not deliveries.refused_calls(played(search(received=11.0, status=401)), act)


def test_a_measure_goes_out_with_the_tokens_of_whose_it_is() -> None:
    own = exchange("measures_write", facts={"persona": "p-1"})
    unknown = exchange("measures_write", id="x-2")
    read = exchange("measures_read", id="x-3", facts={"persona": "p-2"})
    sending.assert_written_by_their_owner(episode(own, unknown, read))

    other = exchange("measures_write", id="x-4", facts={"persona": "p-2"})
    with pytest.raises(Failure, match="written_in_anothers_name") as caught:
        sending.assert_written_by_their_owner(episode(own, other))
    assert caught.value.exchanges == ("x-4",)


def test_who_is_sent_to_sign_in_anew_is_told_enough_of_what_was_not_sent() -> None:
    sending.assert_told_as_not_sent(read("Envoyée", "Non envoyée", journey="write_measure"))
    same = read("Envoyée", "Envoyée", journey="write_measure")
    assert key(lambda: sending.assert_told_as_not_sent(same)) == "person_not_told"

    same.all_exchanges.append(exchange("authorize", received=float("1e6")))
    sending.assert_told_as_not_sent(same)
    blank = read("Envoyée", "", journey="write_measure")
    blank.all_exchanges.append(exchange("authorize", received=float("1e6")))
    assert key(lambda: sending.assert_told_as_not_sent(blank)) == "blank_page"


@pytest.mark.parametrize(
    ("received", "whose", "instance", "known"),
    [
        (10.5, "idpe-1", "i-1", True),
        (9.5, "idpe-1", "i-1", False),  # before the refusal
        (12.5, "idpe-1", "i-1", False),  # after the person was answered
        (10.5, "idpe-2", "i-1", False),  # their own measure
        (10.5, "idpe-1", "i-2", False),  # of another copy of the app
    ],
)
def test_a_measure_that_goes_out_in_the_name_of_somebody_in_another_case_is_known_by_its_subject(
    received: float,
    whose: str,
    instance: str,
    known: bool,  # noqa: FBT001 - a row
) -> None:
    def measure_of(value: str) -> str:
        subject = {"identifier": {"system": "urn:oid:1.2.3", "value": value}}
        return json.dumps({"entry": [{"resource": {"resourceType": "Observation", "subject": subject}}]})

    refused = exchange("measures_write", status=401, facts={"persona": "p-1"}, form=measure_of("idpe-1"))
    one = episode(refused, visit(started=9.0, answered=12.0, callback=False))
    beside = exchange("measures_write", id="x-9", received=received, facts={"persona": "p-2"}, form=measure_of(whose))
    one.run.episodes.append(replace(episode(beside), instance=instance))

    if not known:
        sending.assert_written_by_their_owner(one)
        return
    with pytest.raises(Failure, match="written_in_anothers_name") as caught:
        sending.assert_written_by_their_owner(one)
    assert caught.value.exchanges == ("x-9",)


@pytest.mark.parametrize(
    ("outcome", "values", "signed_in", "said"),
    [
        ("done", ("61.37",), True, None),
        ("done", ("61.37",), None, None),
        ("done", (), True, (Failure, "service_lowered")),
        ("done", ("61.37",), False, (Failure, "signed_out_for_refusing")),
        ("failed", ("61.37",), True, (Inconclusive, "choice_not_made")),
    ],
)
def test_who_refuses_sees_what_they_saw(
    outcome: str,
    values: tuple[str, ...],
    signed_in: bool | None,  # noqa: FBT001 - a row
    said: tuple[type[Spoken], str] | None,
) -> None:
    choice = JourneyEnd("share", outcome, None, 10.0, 11.0)
    sights = [Sight("read_measures", "v-1", seen, (), (), at) for at, seen in ((9.0, ("61.37",)), (12.0, values))]
    one = episode(choice, ProbeReading("after", signed_in, (), "v-2", 13.0))
    one.sights.extend(sights)
    if said is None:
        pairing_ends.assert_served_as_before(one, "share")
    else:
        assert key(lambda: pairing_ends.assert_served_as_before(one, "share"), said[0]) == said[1]


def test_who_never_looked_again_proves_nothing() -> None:
    one = episode(JourneyEnd("share", "done", None, 10.0, 11.0))
    assert key(lambda: pairing_ends.assert_served_as_before(one, "share"), Inconclusive) == "not_answered"
