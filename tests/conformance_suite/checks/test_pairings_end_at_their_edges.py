"""What an app does once a pairing is over, at the edges: which calls count, from when, and what is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.episodes import episode, exchange, visit

from conformance_suite import pairing_ends, refreshing
from conformance_suite.events import ActDone, JourneyEnd, ProbeReading, Sight
from conformance_suite.verdicts import Failure, Inconclusive, Spoken
from conformance_suite.witnesses import INSISTENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode

READ = "read_measures"
ENDED = ActDone("close_account", 20.0)
BEFORE = visit(id="v-before", started=10.0, answered=11.0, journey=READ, text="<p>61.37 kg</p>")
TOLD = visit(id="v-told", started=25.0, answered=30.0, journey=READ, text="<p>Votre espace est fermé.</p>")
ASKED = JourneyEnd(READ, "done", None, 25.0, 30.0)
REFUSED = exchange("measures_read", id="r-1", received=26.0, status=401)


def said(act: Callable[[Episode], None], *events: object) -> tuple[str, tuple[str, ...]]:
    """The key that an assertion speaks, and the exchanges that it names; `pass` when it is content."""
    try:
        act(episode(*events))
    except Spoken as spoken:
        return spoken.key, spoken.exchanges
    return "pass", ()


def probe(when: str, *, signed_in: bool, visit: str, t: float) -> ProbeReading:
    return ProbeReading(when, signed_in, (), visit, t)


def closed(one: Episode) -> None:
    pairing_ends.assert_pairing_ended(one, "close_account")


def test_a_pairing_that_ends_is_left_alone_and_told() -> None:
    assert said(closed, BEFORE, ENDED, REFUSED, ASKED, TOLD) == ("pass", ())
    silent = visit(id="v-silent", started=25.0, journey=READ, text="<p>61.37 kg</p>")
    assert said(closed, BEFORE, ENDED, REFUSED, ASKED, silent) == ("person_not_told", ("v-silent",))


@pytest.mark.parametrize("endpoint", ["measures_read", "token"])
def test_the_same_call_may_be_made_thrice_at_one_visit_and_no_more(endpoint: str) -> None:
    calls = [exchange(endpoint, id=f"c-{number}", received=26.1 + number / 10, status=401) for number in range(9)]
    around = (BEFORE, ENDED, REFUSED, ASKED, TOLD)
    within = INSISTENCE - (endpoint == "measures_read")  # the refused read is one of them

    assert said(closed, *around, *calls[:within]) == ("pass", ())
    assert said(closed, *around, *calls[: within + 1])[0] == "insists"


def test_calls_of_before_the_act_are_the_apps_good_right() -> None:
    earlier = [exchange("measures_read", id=f"c-{number}", received=10.1 + number / 10) for number in range(9)]
    assert said(closed, BEFORE, *earlier, ENDED, REFUSED, ASKED, TOLD) == ("pass", ())


def test_nothing_is_read_while_the_person_is_away() -> None:
    away = exchange("measures_read", id="away", received=40.0, status=401)
    learnt = exchange("measures_read", id="first", received=21.0, status=401)  # how it learns of the act
    assert said(closed, BEFORE, ENDED, REFUSED, ASKED, TOLD, away) == ("background_calls", ("away",))
    seen, journey = visit(id="v-any", started=20.5, answered=22.0), JourneyEnd("x", "done", None, 20.5, 22.0)
    assert said(closed, BEFORE, ENDED, learnt, seen, journey, ASKED, TOLD) == ("pass", ())


def served(one: Episode) -> None:
    pairing_ends.assert_served_as_before(one, "refuse_secondary_use")


def choice(outcome: str = "done", reason: str | None = None) -> JourneyEnd:
    return JourneyEnd("refuse_secondary_use", outcome, reason, 20.0, 21.0)


def seeing(*events: object, values: tuple[str, ...] = ("61.37",), t: float = 30.0, journey: str = READ) -> Episode:
    one = episode(*events)
    one.sights.append(Sight(journey, "v-look", values, (), (), t))
    return one


def test_who_refuses_is_served_as_before() -> None:
    after = probe("after", signed_in=True, visit="v-probe", t=31.0)
    signed_out = probe("after", signed_in=False, visit="v-probe", t=31.0)

    served(seeing(choice(), after))
    served(seeing(choice()))
    served(seeing(choice(), t=21.0))  # at the very end of the choice
    with pytest.raises(Failure, match="service_lowered") as lowered:
        served(seeing(choice(), after, values=()))
    assert lowered.value.exchanges == ("v-look",)
    with pytest.raises(Failure, match="signed_out_for_refusing") as out:
        served(seeing(choice(), signed_out))
    assert (out.value.exchanges, out.value.values) == (("v-probe",), {"persona": "Zoé Le Gall"})


@pytest.mark.parametrize(
    ("one", "key", "values"),
    [
        (seeing(), "choice_not_made", {"reason": "-"}),
        (seeing(choice("failed")), "choice_not_made", {"reason": "-"}),
        (seeing(choice("failed", "no_such_form")), "choice_not_made", {"reason": "no_such_form"}),
        (seeing(choice(), t=20.5), "not_answered", {"error": "timeout"}),
        (seeing(choice(), journey="write_measure"), "not_answered", {"error": "timeout"}),
    ],
)
def test_of_a_choice_that_was_not_made_or_not_looked_after_nothing_is_said(
    one: Episode, key: str, values: dict[str, str]
) -> None:
    with pytest.raises(Inconclusive, match=key) as caught:
        served(one)
    assert caught.value.values == values


def test_without_the_consent_to_read_reading_does_not_insist() -> None:
    written = exchange("measures_write", id="w-1", received=12.0)
    page = visit(started=25.0, answered=30.0, journey=READ)
    reads = [exchange("measures_read", id=f"c-{number}", received=26.0 + number, status=403) for number in range(2)]

    act = pairing_ends.assert_only_reading_stops
    assert said(act, written, page, reads[0]) == ("pass", ())
    assert said(act, written, page, *reads) == ("insists", ("c-0", "c-1"))
    assert said(act, exchange("measures_write", id="w-2", status=403), page) == ("writing_stopped_too", ("w-2",))
    assert said(act, page, visit(id="v-write", journey="write_measure")) == ("writing_stopped_too", ("v-write",))


def test_what_was_asked_for_before_the_pairing_is_named_and_counted() -> None:
    begun = probe("interrupted", signed_in=False, visit="v-begun", t=10.0)
    again = probe("after_login", signed_in=True, visit="v-again", t=15.0)

    def judged(*events: object) -> tuple[tuple[str, ...], dict[str, str]]:
        one = seeing(begun, again, *events)
        with pytest.raises(Failure, match="data_call_without_pairing") as caught:
            pairing_ends.assert_no_half_pairing(one)
        return caught.value.exchanges, caught.value.values

    reads = [exchange("measures_read", id=f"c-{number}", received=20.0 + number) for number in range(2)]
    assert judged(*reads) == (("c-0", "c-1"), {"count": "2"})  # never paired at all
    assert judged(*reads, exchange("token", received=21.0)) == (("c-0",), {"count": "1"})
    with pytest.raises(Failure, match="half_paired") as half:
        pairing_ends.assert_no_half_pairing(
            seeing(probe("interrupted", signed_in=True, visit="v-begun", t=10.0), again)
        )
    assert (half.value.exchanges, half.value.values) == (("v-begun",), {"persona": "Zoé Le Gall"})


def test_a_refresh_beyond_the_grants_of_all_pairings_is_named() -> None:
    granted = [
        exchange("token", id=f"t-{scope}", form="grant_type=authorization_code", text=f'{{"scope": "openid {scope}"}}')
        for scope in ("measures.read", "measures.write")
    ]
    honest = exchange("token", form="grant_type=refresh_token&scope=openid+measures.read+measures.write")
    greedy = exchange("token", id="x-9", form="grant_type=refresh_token&scope=openid+messages.read+documents.read")

    assert said(refreshing.assert_refreshes_within_the_grant, *granted, honest) == ("pass", ())
    with pytest.raises(Failure, match="refresh_beyond_the_grant") as caught:
        refreshing.assert_refreshes_within_the_grant(episode(*granted, honest, greedy))
    assert caught.value.exchanges == ("x-9",)
    assert caught.value.values == {"scopes": "documents.read messages.read"}
