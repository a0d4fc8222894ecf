"""Saving, reading and filing a declaration: who may, what is kept, and what two people at once are told."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from builders.portal_apps import portal_app
from builders.portals import People, open_portal, settle_people
from sqlalchemy import select

from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.convergence import intake, service
from catalogue_portal.convergence.repository import newest_of, versions_of
from catalogue_portal.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

HEAD = "schema: poincon/convergence/1\napp: Carnet\nedition: 2026-1\nrequirements:\n"
FIRST = HEAD + "  REF-OAU-01: {state: conforms}\n"
SECOND = HEAD + "  REF-OAU-01: {state: planned, due: 2030-03-31}\n"
BOMB = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(200))


@pytest.fixture
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    context = open_portal(tmp_path_factory.mktemp("portal"))
    yield settle_people(context)
    context.database.close()


@pytest.fixture
def client(people: People) -> FlaskClient:
    return portal_app(people.context).test_client()


def send(client: FlaskClient, people: People, text: str, *, after: int, who: str = "owner") -> Any:  # noqa: ANN401
    wish = {"text": text, "after": after}
    return client.post(url(people), json=wish, headers=people.bearer(getattr(people, who)))


def read(client: FlaskClient, people: People, more: str = "", *, who: str = "owner") -> Any:  # noqa: ANN401
    return client.get(url(people) + more, headers=people.bearer(getattr(people, who)))


def url(people: People) -> str:
    return f"/api/v1/apps/{people.app.id}/convergence"


def test_each_save_is_a_version_and_earlier_ones_stay_readable(client: FlaskClient, people: People) -> None:
    assert send(client, people, FIRST, after=0).status_code == 201
    assert send(client, people, SECOND, after=1, who="mate").get_json()["number"] == 2

    assert [one["number"] for one in read(client, people).get_json()] == [2, 1]
    assert read(client, people, "/1").get_json()["text"] == FIRST
    assert read(client, people, "/2").get_json()["text"] == SECOND
    assert read(client, people, "/3").status_code == 404
    with people.context.database.reading() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == "convergence_declared")).all()
    assert [one.details["number"] for one in told] == [1, 2]


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 201), ("mate", 201), ("stranger", 404), ("newcomer", 404), ("reviewer", 403), ("administrator", 403)],
)
def test_only_its_publisher_saves(client: FlaskClient, people: People, who: str, status: int) -> None:
    assert send(client, people, FIRST, after=0, who=who).status_code == status


def test_the_office_reads_what_is_filed_and_nothing_else(client: FlaskClient, people: People) -> None:
    send(client, people, FIRST, after=0)
    assert read(client, people, who="reviewer").get_json() == []
    assert read(client, people, "/1", who="reviewer").status_code == 404

    with people.context.database.writing() as session:
        newest = newest_of(session, people.app.id)
        assert newest is not None
        service.file(session, newest)
    send(client, people, SECOND, after=1)

    assert [one["number"] for one in read(client, people, who="reviewer").get_json()] == [1]
    assert read(client, people, "/1", who="reviewer").get_json()["text"] == FIRST
    assert read(client, people, "/1/standing", who="reviewer").status_code == 200
    assert read(client, people, "/2", who="reviewer").status_code == 404
    assert read(client, people, "/1", who="stranger").status_code == 404


def test_who_saves_over_a_version_that_they_have_not_seen_is_told(client: FlaskClient, people: People) -> None:
    send(client, people, FIRST, after=0)
    answer = send(client, people, SECOND, after=0, who="mate")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "convergence_overtaken")
    assert answer.get_json()["current"] == 1
    assert [one["number"] for one in read(client, people).get_json()] == [1]


def test_of_two_saves_at_once_one_is_kept_and_the_other_is_told(people: People) -> None:
    database, app_id, start = people.context.database, people.app.id, threading.Barrier(2)
    refused: list[Conflict] = []

    def save(text: str) -> None:
        taken = intake.take(text)
        start.wait()
        try:
            with database.writing() as session:
                service.save(session, people.owner, app_id, taken, after=0)
        except Conflict as conflict:
            refused.append(conflict)

    threads = [threading.Thread(target=save, args=(text,)) for text in (FIRST, SECOND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.code for one in refused] == ["convergence_overtaken"]
    with database.reading() as session:
        assert len(versions_of(session, app_id)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "is a YAML alias"),
        ("x: " + "[" * 50_000, "nested deeper"),
        ("\x00\x01", "is not valid YAML"),
        ("x" * 290_000, "is larger than 256 KB"),
        (HEAD + "  REF-OAU-99: {state: conforms}\n", "has no requirement"),
        (HEAD + "  REF-OAU-01: {state: done}\n", "must be one of"),
        (FIRST + "  REF-OAU-01: {state: conforms}\n", "is given twice"),
        (FIRST.replace("2026-1", "../../etc/passwd"), "is no name of an edition"),
    ],
)
def test_a_bad_file_is_told_with_its_problems_and_nothing_is_kept(
    client: FlaskClient, people: People, text: str, words: str
) -> None:
    answer = send(client, people, text, after=0)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_convergence")
    assert words in answer.get_data(as_text=True)
    assert read(client, people).get_json() == []


def test_half_a_surrogate_pair_is_no_text_at_all(client: FlaskClient, people: People) -> None:
    answer = send(client, people, "\ud800", after=0)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")
    assert read(client, people).get_json() == []


def test_a_declaration_of_another_app_is_refused(client: FlaskClient, people: People) -> None:
    answer = send(client, people, FIRST.replace("Carnet", "Autre"), after=0)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "another_app")


def test_standing_tells_levels_and_the_way(client: FlaskClient, people: People) -> None:
    send(client, people, SECOND, after=0)
    told = read(client, people, "/1/standing").get_json()

    assert (told["version"], told["run"], told["level"]) == (1, None, 0)
    assert [one["day"] for one in told["trajectory"]["milestones"]] == ["2030-03-31"]
    row = next(one for one in told["requirements"] if one["id"] == "REF-OAU-01")
    assert (row["state"], row["applies"], row["outcome"]) == ("planned", True, None)
