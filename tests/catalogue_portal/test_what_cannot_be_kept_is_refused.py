"""JSON that Python cannot hold or that is no text, and names that nobody can read: refused, in words, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalogue_portal.apps import service as apps
from catalogue_portal.errors import Invalid
from catalogue_portal.publishers import service as publishers

if TYPE_CHECKING:
    from builders.portals import People
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
