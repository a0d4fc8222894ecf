"""What a script fetched is no page: a person is judged to have read what the scripts made of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import RECORD, episode, exchange, screen, visit
from builders.transcripts import mark

from conformance_suite import (
    cross_site,
    front_channel,
    markup,
    pairing_ends,
    readable,
    reading_again,
    records,
    refreshing,
    seen_consent_text,
    signing_in,
    witnesses,
)
from conformance_suite.events import ActDone, JourneyEnd, ProbeReading
from conformance_suite.scripts.consent_text import JOURNEY
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from doctrine.consent_text import digest_of_words

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Screen, Visit

JSON = "application/json"
HTML = "text/html"
CODE = mark("code", "ab12", 43)
CALLBACK = f"http://app/callback?code={CODE}&state=s"
SHELL = "<html><head><title>Carnet</title><script src=/app.js></script></head><body><div id=root></div></body></html>"
NAME = "Zoé <poincon-name title=x>"


def call(text: str = "{}", **given: Any) -> Visit:  # noqa: ANN401 - any field
    """What a script of the page asked for."""
    return visit(**{"text": text, "kind": JSON, "asked_for": "empty", "callback": False, "id": "v-2", **given})


def shell(**given: Any) -> Visit:  # noqa: ANN401 - any field
    """The page in which scripts put everything."""
    return visit(**{"text": SHELL, "kind": HTML, "url": CALLBACK, **given})


def shown(before: Visit, words: str = "Bonjour", **given: Any) -> tuple[Visit, Screen]:  # noqa: ANN401 - any field
    """The visit, and what came of it before the person."""
    seen = screen(words, journey=before.journey, visit=before.id, **given)
    return replace(before, screen=seen), seen


def control(*events: object) -> Episode:
    """A sign-in in an honest space."""
    one = episode(*events)
    one.role = "control_first"
    return one


def misled(*events: object) -> Episode:
    """A sign-in in a space that lied."""
    one = episode(*events)
    one.faults = ("state_altered",)
    return one


def probes(**readings: bool | None) -> list[ProbeReading]:
    """What the session page said at moments, in order."""
    return [ProbeReading(when, says, (), None, 20.0 + at) for at, (when, says) in enumerate(readings.items())]


# --- the address after signing in ---------------------------------------------------------------------------------


def test_a_script_of_its_own_may_take_the_code_out_of_the_address() -> None:
    honest = control(*shown(shell(), address="http://app/#me"))
    front_channel.assert_code_leaves_the_address(honest.run)


@pytest.mark.parametrize("address", [CALLBACK, f"http://app/#/signed-in?code={CODE}"])
def test_a_code_that_is_still_shown_is_told_wherever_it_stands(address: str) -> None:
    careless = control(*shown(shell(text=f"{SHELL}<script>history.replaceState</script>"), address=address))
    with pytest.raises(Failure, match="code_left_in_address"):
        front_channel.assert_code_leaves_the_address(careless.run)


def test_the_address_in_another_browser_says_nothing_of_this_one() -> None:
    other = screen(address="http://app/", browser="b-2")
    careless = control(*shown(shell(), address=CALLBACK), other)
    with pytest.raises(Failure, match="code_left_in_address"):
        front_channel.assert_code_leaves_the_address(careless.run)


def test_without_scripts_being_run_nobody_knows_what_those_would_do_that_a_page_loads() -> None:
    with pytest.raises(Inconclusive, match="address_may_change"):
        front_channel.assert_code_leaves_the_address(control(shell()).run)
    plain = control(shell(text="<html><p>Bonjour</p><script>let a = 1</script></html>"))
    with pytest.raises(Failure, match="code_left_in_address"):
        front_channel.assert_code_leaves_the_address(plain.run)


def test_where_a_browser_ran_scripts_once_what_others_saw_leaves_nothing_open() -> None:
    seen = control(*shown(shell(), address="http://app/#me"))
    seen.run.episodes.append(control(shell(id="v-3")))
    front_channel.assert_code_leaves_the_address(seen.run)


# --- markup in what the space says --------------------------------------------------------------------------------


def test_a_name_in_json_is_no_markup_until_a_script_makes_it_so() -> None:
    fetched = call(f'{{"name": "{NAME}"}}')
    signing_in.assert_no_element(episode(shell(), *shown(fetched, NAME)), "poincon-name")
    with pytest.raises(Failure, match="markup_not_escaped") as told:
        signing_in.assert_no_element(
            episode(shell(), *shown(fetched, "Zoé", elements=("poincon-name",))), "poincon-name"
        )
    assert told.value.exchanges == ("v-2",)


@pytest.mark.parametrize("kind", [HTML, None])
def test_an_answer_that_may_be_a_page_has_the_markup_that_stands_in_it(kind: str | None) -> None:
    with pytest.raises(Failure, match="markup_not_escaped"):
        signing_in.assert_no_element(episode(visit(text=f"<p>{NAME}</p>", kind=kind)), "poincon-name")


def test_an_error_told_to_a_script_is_no_markup_until_the_script_makes_it_so() -> None:
    refused = call(f'{{"refused": "{front_channel.MARKUP}"}}', status=400)
    front_channel.assert_markup_escaped(episode(shell(), *shown(refused, front_channel.MARKUP)))
    with pytest.raises(Failure, match="error_markup_not_escaped"):
        front_channel.assert_markup_escaped(episode(shell(), *shown(refused, elements=("img",))))


def test_markup_of_the_space_that_a_script_brings_to_life_is_told() -> None:
    fetched = call('{"text": "<img src=/poincon-markup onerror=poinconMarkup()>"}')
    markup.assert_markup_is_text(episode(*shown(fetched)))
    with pytest.raises(Failure, match="markup_alive"):
        markup.assert_markup_is_text(episode(*shown(fetched, elements=("img",))))


# --- pages for people ---------------------------------------------------------------------------------------------


def test_json_is_no_answer_to_a_person_where_a_script_tells_it_in_words() -> None:
    refused = call('{"refused": "état"}', status=400)
    readable.assert_errors_are_for_people(misled(shell(), *shown(refused, "Cette connexion n'est pas la vôtre.")).run)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"kind": JSON}, "machine_answer_shown"),
        ({"words": '{"error": "invalid_state"}'}, "machine_answer_shown"),
        ({"lang": ""}, "language_not_told"),
        ({"lang": "de"}, "language_not_told"),
    ],
)
def test_what_stands_before_the_person_is_held_to_the_same(given: dict[str, Any], key: str) -> None:
    refused = call('{"refused": "état"}', status=400)
    with pytest.raises(Failure, match=key):
        readable.assert_errors_are_for_people(misled(shell(), *shown(refused, **{"words": "Non.", **given})).run)


def test_a_script_may_say_the_language_and_the_title() -> None:
    bare = SHELL.replace("<title>Carnet</title>", "")
    fragment = call("<li>72,5 kg</li>", kind=HTML)
    readable.assert_pages_say_language_and_title(episode(*shown(shell(text=bare)), fragment))
    with pytest.raises(Failure, match="page_untitled"):
        readable.assert_pages_say_language_and_title(episode(*shown(shell(), title=" ")))
    with pytest.raises(Failure, match="language_not_told"):
        readable.assert_pages_say_language_and_title(episode(*shown(shell(), lang="")))


def test_a_shell_or_a_call_without_words_is_no_blank_page_where_scripts_wrote_some() -> None:
    witnesses.assert_readable_answer([shown(shell())[0]])
    witnesses.assert_readable_answer([shown(call("", status=204))[0]])
    with pytest.raises(Failure, match="blank_page"):
        witnesses.assert_readable_answer([shown(shell(), " \n")[0]])
    with pytest.raises(Failure, match="blank_page"):
        witnesses.assert_readable_answer([shell()])


def test_what_a_call_answered_is_still_no_inside_of_a_program() -> None:
    with pytest.raises(Failure, match="crash_page"):
        witnesses.assert_readable_answer([shown(call(status=500))[0]])


def test_a_page_that_offers_nothing_to_ask_for_has_answered() -> None:
    signed_out = episode(shell(), screen("Personne n'est connecté.", journey="read_measures"))
    witnesses.assert_journey_readable(signed_out, "read_measures")
    with pytest.raises(Failure, match="blank_page"):
        witnesses.assert_journey_readable(
            episode(shell(), screen("", journey="read_measures")), "read_measures", after=5.0
        )
    with pytest.raises(Inconclusive, match="not_answered"):
        witnesses.assert_journey_readable(episode(shell()), "read_measures")
    earlier = episode(screen(journey="read_measures", t=4.0))
    with pytest.raises(Inconclusive, match="not_answered"):
        witnesses.assert_journey_readable(earlier, "read_measures", after=5.0)


def test_values_that_a_script_left_aside_were_not_shown() -> None:
    fetched = call('{"entry": [{"value": 99.99}]}')
    witnesses.assert_not_shown(episode(*shown(fetched, "61,37 kg")), ["99.99"])
    with pytest.raises(Failure, match="foreign_measure_shown"):
        witnesses.assert_not_shown(episode(*shown(fetched, "99,99 kg")), ["99.99"])
    with pytest.raises(Failure, match="foreign_measure_shown"):  # no scripts were run: this is what the app answered
        witnesses.assert_not_shown(episode(fetched), ["99.99"])


def test_a_name_that_a_script_left_aside_was_not_used() -> None:
    fetched = call(f'{{"name": "{signing_in.SOMEBODY_ELSE}"}}')
    nobody = probes(after_login=False, after=False)
    signing_in.assert_userinfo_not_used(episode(*shown(fetched), *nobody))
    with pytest.raises(Failure, match="userinfo_used"):
        signing_in.assert_userinfo_not_used(episode(*shown(fetched, f"Bonjour {signing_in.SOMEBODY_ELSE}"), *nobody))


def test_absence_in_json_is_what_the_person_reads_of_it() -> None:
    looks = [
        *shown(call('{"lines": ["61.37"]}', journey="read_measures", started=2.0, answered=3.0), "61,37 kg", t=3.5),
        ActDone("arm_faults", 5.0),
        *shown(call('{"lines": [null]}', journey="read_measures", started=6.0, answered=7.0), "sans valeur", t=7.5),
    ]
    reading_again.assert_nothing_made_of_absence(episode(*looks))
    careless = [*looks[:3], *shown(call("[]", journey="read_measures", started=6.0, answered=7.0), "null kg", t=7.5)]
    with pytest.raises(Failure, match="absent_value_shown"):
        reading_again.assert_nothing_made_of_absence(episode(*careless))


def test_words_that_came_to_a_script_are_looked_for_on_the_screen() -> None:
    fetched = call('{"text": "Compte rendu"}', started=6.0, answered=7.0)
    armed = ActDone("arm_faults", 5.0)
    with pytest.raises(Inconclusive, match="given_to_a_script"):
        records.assert_read_as_asked(episode(armed, fetched), "Compte rendu")
    records.assert_read_as_asked(episode(armed, *shown(fetched, "Ce document n'est pas le vôtre.")), "Compte rendu")
    with pytest.raises(Failure, match="other_resource_shown"):
        records.assert_read_as_asked(episode(armed, *shown(fetched, "Compte rendu")), "Compte rendu")


# --- what stands for a session may be held by one page -------------------------------------------------------------


def forged(**readings: bool | None) -> Episode:
    """A form of another site, and readings around it."""
    return episode(call(journey="cross_site", id="v-9", status=415), *probes(**readings))


def test_where_no_cookie_signs_anybody_in_the_own_page_says_who_is_paired() -> None:
    cross_site.assert_not_unpaired(forged(kept_before=False, kept=False, after=True))
    with pytest.raises(Inconclusive, match="session_unreadable"):
        cross_site.assert_not_unpaired(forged(kept_before=False, kept=False, after=False))


@pytest.mark.parametrize("before", [{}, {"kept_before": True}])
def test_where_a_cookie_does_it_says_so(before: dict[str, bool]) -> None:
    cross_site.assert_not_unpaired(forged(**before, kept=True, after=True))
    with pytest.raises(Failure, match="unpaired_by_another_site"):
        cross_site.assert_not_unpaired(forged(**before, kept=False, after=True))


def test_nobody_reads_in_a_second_window_that_is_not_signed_in() -> None:
    with pytest.raises(NotApplicable, match="signed_in_in_one_window"):
        refreshing.assert_one_refresh_for_all(episode(ActDone("arm_faults", 5.0), *probes(window=False)))
    with pytest.raises(Inconclusive, match="refresh_not_seen"):
        refreshing.assert_one_refresh_for_all(episode(ActDone("arm_faults", 5.0), *probes(window=True)))


def test_after_unpairing_a_page_without_a_way_to_read_is_an_answer() -> None:

    left = JourneyEnd("unpair", "done", None, 10.0, 11.0)
    given_back = exchange("revoke", received=10.2)
    signed_out = episode(left, given_back, screen("Personne n'est connecté.", journey="read_measures", t=15.0))
    pairing_ends.assert_revoked_then_quiet(signed_out)


def test_a_delay_that_a_script_tells_is_told() -> None:
    asked = call("{}", status=202, journey="export_data")
    pairing_ends.assert_copy_given(episode(*shown(asked, "Votre copie vous sera envoyée sous 8 jours.")))
    with pytest.raises(Failure, match="copy_not_given"):
        pairing_ends.assert_copy_given(episode(*shown(asked, "C'est noté.")))
    file = call("", journey="export_data")
    unread = replace(file, response=replace(file.response, size=4000) if file.response else None)
    with pytest.raises(Inconclusive, match="copy_unreadable"):
        pairing_ends.assert_copy_given(episode(*shown(unread, "Votre copie est téléchargée.")))


def test_a_page_that_offers_nothing_to_read_since_the_space_misbehaves_survived_it() -> None:
    gone = screen("Personne n'est connecté.", journey="read_measures", t=8.0)
    reading_again.assert_page_survives(episode(ActDone("arm_faults", 5.0), gone))
    with pytest.raises(Inconclusive, match="not_answered"):
        reading_again.assert_page_survives(episode(ActDone("arm_faults", 9.0), gone))


def test_a_consent_text_that_scripts_wrote_is_shown() -> None:
    words = "Le carnet lit vos mesures."
    record = replace(RECORD, consent_text=words, consent_text_digest=digest_of_words(words))
    asked = shell(journey=JOURNEY, callback=False, url="http://app/consent")
    one = episode(*shown(asked, f"Votre accord {words}"))
    one.run.record = record
    seen_consent_text.assert_approved_text_shown(one)
    other = episode(*shown(asked, "Votre accord"))
    other.run.record = record
    with pytest.raises(Inconclusive, match="consent_text_not_seen"):
        seen_consent_text.assert_approved_text_shown(other)
