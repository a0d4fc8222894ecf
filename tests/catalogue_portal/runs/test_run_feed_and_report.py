from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from joserfc.jwk import KeySet

from catalogue_portal.ports import RunUnplayable
from catalogue_portal.runs import attempts, service
from catalogue_portal.runs.execution import execute_run
from catalogue_portal.runs.feed import stream
from catalogue_portal.runs.repository import get_run
from catalogue_portal.runs.signature import REPORT
from catalogue_portal.signed_statement import StatementError, verify_detached

if TYPE_CHECKING:
    from builders.portals import People
    from flask.testing import FlaskClient

    from catalogue_portal.ports import RunOrder, RunOutcome


@pytest.fixture
def finished(people: People) -> str:
    context = people.context
    with context.database.writing() as session:
        run = service.request_check(
            session, people.owner, people.release.id, clock=context.clock, settings=context.settings
        )
    assert execute_run(context, run.id, worker="test:1")
    return run.id


def test_the_report_is_given_byte_by_byte_with_its_signature(
    people: People, client: FlaskClient, finished: str
) -> None:
    headers = people.bearer(people.owner)

    answer = client.get(f"/api/v1/runs/{finished}/report", headers=headers)
    run = client.get(f"/api/v1/runs/{finished}", headers=headers).get_json()

    assert answer.get_json()["schema"] == "poincon/report/1"
    assert (run["state"], run["verdict"], run["scope"]) == ("finished", "conformant", "full")
    head, payload, signature = run["report_signature"].split(".")
    assert head and signature and not payload  # noqa: PT018 - a detached JWS has these three parts


def test_the_signature_lies_beside_the_report_and_is_of_its_very_bytes(people: People, finished: str) -> None:
    context = people.context
    with context.database.reading() as session:
        run = get_run(session, finished)
    report = context.settings.runs / str(run.report_file)
    beside = report.with_name("report.json.jws").read_text("ascii")
    keys = KeySet.import_key_set(context.keys.jwks(REPORT))

    verify_detached(beside, report.read_bytes(), typ=REPORT.typ, keys=keys)

    assert beside == run.report_signature
    with pytest.raises(StatementError):
        verify_detached(beside, report.read_bytes() + b" ", typ=REPORT.typ, keys=keys)


def test_a_report_changed_on_disk_is_not_shown(people: People, client: FlaskClient, finished: str) -> None:
    context = people.context
    with context.database.reading() as session:
        path = context.settings.runs / str(get_run(session, finished).report_file)
    path.write_text("{}")

    answer = client.get(f"/api/v1/runs/{finished}/report", headers=people.bearer(people.owner))

    assert (answer.status_code, answer.get_json()["code"]) == (404, "report_changed")


def test_the_feed_tells_everything_once_and_ends_with_the_run(people: People, finished: str) -> None:
    messages = list(stream(people.context.database, finished))

    numbers = [int(message.split("\n")[0].removeprefix("id: ")) for message in messages[1:]]
    assert numbers == [1, 2, 3]
    told = json.loads(messages[-1].split("data: ")[1])
    assert (told["kind"], told["verdict"]) == ("finished", "conformant")


def test_the_feed_goes_on_after_the_last_message_seen(people: People, finished: str) -> None:
    assert len(list(stream(people.context.database, finished, after=2))) == 2


def test_an_event_is_listed_after_the_one_already_seen(people: People, client: FlaskClient, finished: str) -> None:
    headers = people.bearer(people.mate)

    answer = client.get(f"/api/v1/runs/{finished}/events?after=2", headers=headers)

    assert [event["kind"] for event in answer.get_json()] == ["finished"]


def test_a_finished_run_is_not_executed_again(people: People, finished: str) -> None:
    assert not execute_run(people.context, finished, worker="test:2")


@pytest.mark.parametrize(
    ("thrown", "told", "kept"),
    [
        (RunUnplayable("the image is nowhere (push it)"), "could not be played: the image is nowhere (push it)", "the"),
        (ValueError("a bug"), "This is our fault", "ValueError: a bug"),
    ],
)
def test_whoever_watches_a_run_reads_why_it_ended_and_whose_fault_it_is(
    people: People, client: FlaskClient, thrown: Exception, told: str, kept: str
) -> None:
    def execute(_order: RunOrder, **_told: object) -> RunOutcome:
        raise thrown

    context = replace(people.context, ports=replace(people.context.ports, execute=execute))
    with context.database.writing() as session:
        run = service.request_check(
            session, people.owner, people.release.id, clock=context.clock, settings=context.settings
        )
    assert execute_run(context, run.id, worker="test:1")

    headers = people.bearer(people.owner)
    shown = client.get(f"/api/v1/runs/{run.id}", headers=headers).get_json()
    last = client.get(f"/api/v1/runs/{run.id}/events", headers=headers).get_json()[-1]
    assert (shown["state"], last["kind"]) == ("failed", "failed")
    assert told in last["message_en"]
    assert shown["failure"].startswith(kept)


@pytest.mark.parametrize("attempt", [0, 2])
def test_a_write_of_another_attempt_is_fenced(people: People, attempt: int) -> None:
    context = people.context
    with context.database.writing() as session:
        run = service.request_check(
            session, people.owner, people.release.id, clock=context.clock, settings=context.settings
        )
        attempts.claim(session, run.id, worker="test:1", clock=context.clock)

    with pytest.raises(attempts.Fenced), context.database.writing() as session:
        attempts.beat(session, run.id, attempt, [], clock=context.clock)
    with pytest.raises(attempts.Fenced), context.database.writing() as session:
        attempts.end_cancelled(session, run.id, attempt, clock=context.clock)
    with pytest.raises(attempts.Fenced), context.database.writing() as session:
        attempts.fail(session, run.id, attempt, "late", clock=context.clock)
    with context.database.writing() as session:
        assert attempts.interrupt(session, run.id, attempt, clock=context.clock, settings=context.settings) is None
