"""What a run says of declared facts: a contradiction once, with its requirements; of an honest app nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from builders.episodes import RECORD, episode, exchange, visit
from builders.paper_apps import PaperRun
from builders.stored_transcripts import CONFORMANT, Stored, read, stored

from conformance_suite import report as reports
from conformance_suite.episode import Run
from conformance_suite.events import ActDone, JourneyEnd, ProbeReading
from conformance_suite.judge import judge
from conformance_suite.seen_facts import facts_of_run
from conformance_suite.seen_features import FILE as SIGNS
from doctrine.facts import load_facts
from doctrine.loader import ROOT, load_edition

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conformance_suite.events import Exchange, Visit
    from conformance_suite.report import FactReport
    from doctrine.model import Edition

FACTS: dict[str, Any] = {"kind": "web", "exchanges": {"measures": ["read", "write"]}, "features": []}
CLIENT: dict[str, Any] = {
    "scope": "openid identity measures.read measures.write",
    "token_endpoint_auth_method": "client_secret_basic",
    "second_issuer": False,
}


def page(text: str, **given: Any) -> Visit:  # noqa: ANN401 - any field of a visit
    one = visit(url="http://localhost:9/measures", text=text, callback=False, **given)
    assert one.response is not None
    return replace(one, response=replace(one.response, headers=(("Content-Type", "text/html"),)))


def authorize(scope: str, **given: Any) -> Exchange:  # noqa: ANN401 - any field of an exchange
    return exchange("authorize", method="GET", url=f"https://space/a?scope={scope.replace(' ', '+')}", **given)


def run_of(
    *events: object,
    facts: dict[str, Any] | None = None,
    client: dict[str, Any] | None = None,
    faults: tuple[str, ...] = (),
    scope: str = "full",
) -> Run:
    one = replace(episode(*events), faults=faults, role="control_first", case=None)
    record = replace(RECORD, facts=facts or FACTS, client=CLIENT if client is None else client, run={"scope": scope})
    run = Run(record, [one])
    one.run = run
    return run


@cache
def in_force() -> Edition:
    return load_edition("2026-1")


def said_of(run: Run) -> tuple[FactReport, ...]:
    return facts_of_run(run, in_force())


def signed_in(*events: object) -> tuple[object, ...]:
    moments = (("baseline", False), ("after_login", True))
    readings = [ProbeReading(when, signed_in=said, names_seen=(), visit=None, t=1.0) for when, said in moments]
    return (*readings, JourneyEnd("login", "done", None, 1.0, 2.0), *events)


CONTRADICTIONS: list[tuple[str, Callable[[], Run], list[str], str | None]] = [
    ("client.scope", lambda: run_of(authorize("openid documents.read")), ["documents.read"], "MES-INT-"),
    (
        "client.token_endpoint_auth_method",
        lambda: run_of(exchange("token", facts={"client_auth": "none"})),
        ["none"],
        None,
    ),
    (
        "client.grant_types",
        lambda: run_of(
            exchange("token", facts={"grant_type": "refresh_token"}),
            client=CLIENT | {"grant_types": ["authorization_code"]},
        ),
        ["refresh_token"],
        None,
    ),
    ("exchanges.documents", lambda: run_of(exchange("documents_read")), ["read"], "MES-INT-"),
    (
        "exchanges.measures",
        lambda: run_of(exchange("measures_write"), facts=FACTS | {"exchanges": {"measures": ["read"]}}),
        ["write"],
        None,
    ),
    (
        "features.trackers",
        lambda: run_of(page('<script src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>')),
        ["www.googletagmanager.com"],
        "",
    ),
    (
        "features.passwords",
        lambda: run_of(page('<form method="post"><input type="password" name="mot_de_passe"></form>')),
        ["/measures"],
        "",
    ),
    (
        "features.payment",
        lambda: run_of(page('<script src="https://js.stripe.com/v3/"></script>')),
        ["js.stripe.com"],
        None,
    ),
    (
        "features.teleconsultation",
        lambda: run_of(page('<iframe src="https://meet.jit.si/visite-42"></iframe>')),
        ["meet.jit.si"],
        "MES-URB-",
    ),
    ("exchanges.agenda", lambda: run_of(exchange("agenda_write")), ["write"], None),
    ("exchanges.messages", lambda: run_of(exchange("messages_read")), ["read"], None),
    (
        "features.psc_introspection",
        lambda: run_of(exchange("prosanteconnect_introspect")),
        ["prosanteconnect_introspect"],
        "REF-PSC-",
    ),
    ("features.professionals", lambda: run_of(exchange("prosanteconnect_token")), ["prosanteconnect_token"], ""),
    ("features.france_connect", lambda: run_of(exchange("franceconnect_token")), ["franceconnect_token"], ""),
    ("features.ins", lambda: run_of(exchange("insi_search")), ["insi_search"], ""),
    ("features.multi_issuer", lambda: run_of(client=CLIENT | {"second_issuer": True}), ["client_2"], ""),
]


@pytest.mark.parametrize(("fact", "run", "seen", "concerns"), CONTRADICTIONS, ids=[row[0] for row in CONTRADICTIONS])
def test_what_is_seen_and_not_declared_is_one_contradiction(
    fact: str, run: Callable[[], Run], seen: list[str], concerns: str | None
) -> None:
    (found,) = said_of(run())

    assert (found.fact, found.kind, list(found.seen)) == (fact, "contradiction", seen)
    assert found.exchanges or fact == "features.multi_issuer"
    assert found.message.fr != found.message.en
    assert "-" not in {found.message.fr, found.message.en}
    assert concerns is None or (found.requirements and any(one.startswith(concerns) for one in found.requirements))


def test_every_feature_that_has_signs_is_proven_here_and_the_others_are_said_to_be_out_of_sight() -> None:
    told = {fact.removeprefix("features.") for fact, *_ in CONTRADICTIONS if fact.startswith("features.")}
    signs = yaml.safe_load(SIGNS.read_text(encoding="utf-8"))
    assert told == {*signs, "trackers", "passwords", "multi_issuer"}
    page_of_facts = (ROOT.parent / "docs" / "explanation" / "doctrine.md").read_text(encoding="utf-8")
    _before, _head, out_of_sight = page_of_facts.partition("out of sight")
    assert {name for name in load_facts().features if f"`{name}`" not in out_of_sight} == told


def test_every_family_of_exchanges_is_proven_here() -> None:
    told = {fact.removeprefix("exchanges.") for fact, *_ in CONTRADICTIONS if fact.startswith("exchanges.")}
    assert told == set(load_facts().exchanges)


def test_requirements_named_are_those_that_the_declaration_kept_away() -> None:
    edition = in_force()
    (found,) = said_of(run_of(page('<script src="https://www.googletagmanager.com/gtag/js"></script>')))

    assert found.requirements
    for name in found.requirements:
        requirement = edition.find(name)
        assert requirement is not None
        assert "trackers" in repr(requirement.applies_when)


@pytest.mark.parametrize(
    "run",
    [
        run_of(authorize("openid documents.read", faults=("lying_discovery",))),
        run_of(authorize("openid documents.read"), faults=("lying_discovery",)),
        run_of(ActDone("arm_faults", 5.0), authorize("openid documents.read", received=6.0)),
        run_of(exchange("documents_read"), faults=("link_elsewhere",)),
        run_of(page('<script src="https://www.googletagmanager.com/gtag/js"></script>'), faults=("any",)),
    ],
    ids=["bent_exchange", "faulty_play", "after_arming", "faulty_call", "faulty_page"],
)
def test_what_a_lie_of_the_space_made_an_app_do_contradicts_nothing(run: Run) -> None:
    assert said_of(run) == ()


@pytest.mark.parametrize(
    "text",
    [
        "<p>We do not use www.googletagmanager.com nor js.stripe.com.</p>",
        '<a href="https://www.googletagmanager.com/">what others do</a>',
        '<input type="password" name="one_time_code" autocomplete="one-time-code">',
        '<p>Your password is kept by Mon espace santé.</p><input type="text" name="password_hint">',
        '<script src="https://static.example.org/a.js"></script>',
        '<script src="https://notjs.stripe.com.example.org/a.js"></script>',
    ],
)
def test_words_links_and_codes_give_nothing_away(text: str) -> None:
    assert said_of(run_of(page(text))) == ()


def test_a_run_that_did_not_record_what_was_registered_says_nothing_of_it() -> None:
    assert said_of(run_of(authorize("openid documents.read"), client={})) == ()


def test_declared_and_seen_is_nothing_to_tell() -> None:
    facts = FACTS | {"exchanges": {"documents": ["read"]}, "features": ["trackers", "professionals"]}
    run = run_of(
        page('<script src="https://www.googletagmanager.com/gtag/js"></script>'),
        exchange("documents_read"),
        exchange("prosanteconnect_token"),
        facts=facts,
    )

    assert said_of(run) == ()


REMARKS = [
    ("exchanges.measures", {"facts": FACTS}, JourneyEnd("write_measure", "done", None, 3.0, 4.0)),
    ("client.scope", {}, authorize("openid identity measures.read")),
    ("features.trackers", {"facts": FACTS | {"features": ["trackers"]}}, page("<p>Bonjour</p>")),
]


@pytest.mark.parametrize(("fact", "given", "event"), REMARKS, ids=[row[0] for row in REMARKS])
def test_what_is_declared_and_never_seen_in_a_whole_run_is_a_remark(
    fact: str, given: dict[str, Any], event: object
) -> None:
    (found,) = said_of(run_of(*signed_in(event), **given))

    assert (found.fact, found.kind, found.seen, found.requirements) == (fact, "remark", (), ())
    assert said_of(run_of(*signed_in(event), **given, scope="smoke")) == ()
    assert said_of(run_of(event, **given)) == (), "nobody could sign in: the run says nothing"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> reports.Report:
    return judge(PaperRun.whole().transcript.write(tmp_path_factory.mktemp("run")))


def test_an_honest_run_is_contradicted_in_nothing(honest: reports.Report) -> None:
    assert honest.facts == ()


def test_every_stored_play_of_the_conformant_app_contradicts_nothing(tmp_path: Path) -> None:
    edition = in_force()
    for one in stored():
        if one.app == CONFORMANT:
            run, _found = read(one, tmp_path)
            run.record = replace(run.record, client=CLIENT | run.record.client)
            assert facts_of_run(run, edition) == (), one.case


PLAYS = {
    ("AREQ-08", "asks_for_every_scope"): "client.scope",
    ("TOK-01", "tries_two_ways_to_be_known"): "client.token_endpoint_auth_method",
    ("FHIR-43", "looks_at_documents_too"): "exchanges.documents",
    ("HDR-07", "loads_a_tracker"): "features.trackers",
}


@pytest.mark.parametrize(("case", "app"), PLAYS, ids=[app for _case, app in PLAYS])
def test_a_real_app_that_does_what_it_does_not_declare_is_told_that_and_no_more(
    case: str, app: str, tmp_path: Path
) -> None:
    run, _found = read(Stored(case, app), tmp_path)
    run.record = replace(run.record, client=CLIENT)

    (found,) = said_of(run)

    assert (found.fact, found.kind) == (PLAYS[case, app], "contradiction")
    assert found.exchanges


def test_facts_are_in_the_report_by_addition_alone(honest: reports.Report) -> None:
    (found,) = said_of(run_of(authorize("openid documents.read")))
    told = replace(honest, facts=(found,))

    content = json.loads(reports.to_json(told))

    jsonschema.validate(content, reports.schema())
    assert reports.from_json(reports.to_json(told)) == told
    assert content.pop("facts")
    older = reports.from_json(json.dumps(content))
    assert older == honest, "a report written before there were facts is still read"
