from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from conformance_suite.driver.answers import Answer
from conformance_suite.driver.bait import baited, names_seen
from conformance_suite.driver.outgoing import Outgoing
from conformance_suite.elsewhere import AS_IT_IS, ELSEWHERE, HOST, SPELLINGS
from conformance_suite.references import host_of

APP = "http://localhost:8000"
ORIGINS = frozenset({APP})


def page(text: str = "", **headers: str) -> Answer:
    told = (("Content-Type", "text/html; charset=utf-8"), *headers.items())
    return Answer(f"{APP}/me", 200, told, text, len(text))


def query_of(outgoing: Outgoing) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(outgoing.url).query, keep_blank_values=True)


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (page("<a href='/login?ensuite=%2Fme&amp;lang=fr'>Entrer</a>"), ("ensuite",)),
        (page("<form action='/login?ensuite=/me'><input name=la_ou_j_etais value='/mesures'></form>"), None),
        (page(Location="/login?ensuite=%2Fme"), ("ensuite",)),
        (page("<a href='/login?adresse_retour='>Entrer</a>"), ("adresse_retour",)),
        (page("<a href='https://other.example/?ensuite=/me'>Ailleurs</a>"), ()),
        (page("<input type=hidden name=csrf_token value='/9j4AAQ'>"), ()),
        (page("<a href='http://[::bad/?ensuite=/me'>Cassé</a>"), ()),
    ],
)
def test_a_parameter_that_holds_a_place_is_learnt_from_the_pages_of_the_app(
    answer: Answer, names: tuple[str, ...] | None
) -> None:
    wanted = ("la_ou_j_etais", "ensuite") if names is None else names

    assert names_seen([answer], ORIGINS) == wanted


@pytest.mark.parametrize("name", ["next", "retour", "suite", "redirection", "url_retour", "destination", "ensuite"])
def test_every_known_parameter_points_elsewhere_once(name: str) -> None:
    query = query_of(baited(Outgoing("GET", f"{APP}/login?{name}=/me&lang=fr"), ["ensuite"], AS_IT_IS))

    assert [value for key, value in query if key == name] == [ELSEWHERE]
    assert ("lang", "fr") in query


def test_a_form_keeps_its_fields_and_what_says_where_to_go_points_elsewhere() -> None:
    fields = (("email", "zoe@example.test"), ("retour", "/me"), ("la_suite", "/carnet"), ("csrf_token", "/9j4AAQ"))

    sent = baited(Outgoing.form("POST", f"{APP}/login", fields, {}), [], AS_IT_IS)

    assert parse_qsl((sent.body or b"").decode()) == [
        ("email", "zoe@example.test"),
        ("retour", ELSEWHERE),
        ("la_suite", ELSEWHERE),
        ("csrf_token", "/9j4AAQ"),
    ]


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_every_spelling_of_the_place_comes_to_the_app_as_it_is_written(spelling: str) -> None:
    (place,) = {value for _name, value in query_of(baited(Outgoing("GET", f"{APP}/login"), [], spelling))}

    assert place == SPELLINGS[spelling].replace("{origin}", APP)


@pytest.mark.parametrize("spelling", sorted(SPELLINGS.keys() - {"encoded"}))
def test_whoever_repeats_what_the_link_said_sends_the_person_elsewhere(spelling: str) -> None:
    place = dict(query_of(baited(Outgoing("GET", f"{APP}/login"), [], spelling)))["next"]

    assert host_of(place, f"{APP}/callback") == HOST


def test_what_is_encoded_twice_leads_elsewhere_for_whoever_decodes_it_once_more() -> None:
    place = dict(query_of(baited(Outgoing("GET", f"{APP}/login"), [], "encoded")))["next"]

    assert host_of(place, f"{APP}/callback") == "localhost"
    assert host_of(unquote(place), f"{APP}/callback") == HOST
