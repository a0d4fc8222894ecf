"""JSON that Python cannot hold or that is no text, and names that nobody can read: refused, in words, everywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from catalogue_portal.apps import service as apps
from catalogue_portal.errors import Invalid
from catalogue_portal.publishers import service as publishers

if TYPE_CHECKING:
    from builders.portals import People
    from flask import Flask
    from flask.testing import FlaskClient

HALF_A_PAIR = "\\ud83d"  # as JSON writes one half of an emoji
ROUTES = ("/api/v1/tokens", "/api/v1/accounts", "/api/v1/apps", "/api/v1/credentials", "/api/v1/labels")
UNREADABLE = {
    "nothing": "   ",
    "nothing but a joiner": "\u200d",
    "a line turned round": "Carnet \u202egpj.exe",
    "an isolate": "Carnet \u2066",
    "nothing to be seen": "Car\u200bnet",
    "two lines": "Carnet\nCarnet",
    "half a pair": "Carnet \ud83d",
}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 100_000, f'{{"name": "{HALF_A_PAIR}"}}', f'{{"{HALF_A_PAIR}": 1}}']
)
def test_json_that_is_none_is_refused_as_such(people: People, client: FlaskClient, path: str, body: str) -> None:
    headers = people.bearer(people.owner) | {"Content-Type": "application/json"}
    answer = client.post(path, data=body, headers=headers)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["errors"] == {"json": ["Invalid JSON body."]}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_name_shown_to_everybody_can_be_read(people: People, name: str) -> None:
    """A line that is turned round in the catalogue shows another name than the one that was reviewed."""
    clock = people.context.clock
    with pytest.raises(Invalid) as refused, people.context.database.writing() as session:
        apps.register_app(session, people.owner, name=UNREADABLE[name], kind="web", clock=clock)
    assert "name" in refused.value.members["errors"]  # type: ignore[operator]
    with pytest.raises(Invalid), people.context.database.writing() as session:
        publishers.register_organisation(
            session, people.newcomer, name=UNREADABLE[name], registration_number="3" * 14, clock=clock
        )


@pytest.mark.parametrize("name", ["Journal", "مفكرة", "می\u200cخواهم", "Souffle 👩\u200d⚕️", "L’Été — n° 1"])
def test_a_name_may_be_of_any_language(people: People, name: str) -> None:
    with people.context.database.writing() as session:
        app = apps.register_app(session, people.owner, name=f" {name} ", kind="web", clock=people.context.clock)
        assert app.name == name


NUMBER = "99999999999999999999"


def test_nothing_is_at_an_address_with_a_nul_whatever_the_database(people: People, app: Flask) -> None:
    """PostgreSQL refuses a NUL in a text; `tox -e postgresql` runs this file on one."""
    client, headers = app.test_client(), people.bearer(people.administrator)
    asked = {}
    for rule in app.url_map.iter_rules():
        if rule.arguments and rule.rule.startswith("/api/v1/"):
            path = re.sub(r"<int:\w+>", NUMBER, rule.rule)
            path = re.sub(r"<\w+>", "%00", path.replace("<app_id>", people.app.id))
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
                body = {} if method in {"POST", "PUT"} else None
                asked[method, path] = client.open(path, method=method, json=body, headers=headers).status_code
    assert len(asked) > 50
    assert {key: status for key, status in asked.items() if status >= 500} == {}
    gets = {key: status for key, status in asked.items() if key[0] == "GET" and "%00" in key[1]}
    assert set(gets.values()) <= {403, 404}, gets


@pytest.mark.parametrize(
    "path",
    ["/api/v1/dossiers?after=%00", "/api/v1/proceedings?label=%00", "/catalogue?words=%00", "/audit?subject=%00"],
)
def test_a_nul_in_a_question_is_no_error_of_ours(people: People, client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=people.bearer(people.administrator)).status_code < 500
