"""An error written for a program is known amid the words of a page; other JSON, and what nobody sees, is not."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import episode, screen, visit

from conformance_suite import readable, witnesses
from conformance_suite.events import Response
from conformance_suite.machine_words import error_told_as, shown_in_source
from conformance_suite.verdicts import Failure

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

ERROR = '{"error":"server_error","error_description":"no"}'
OUTCOME = '{"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}'
SPRING = '{"timestamp":"2026-11-28T10:00:00Z","status":500,"error":"Internal Server Error","path":"/callback"}'
PROBLEM = '{"type":"about:blank","title":"Bad Gateway","status":502}'
PAGE = "<!doctype html><html lang=fr><head><title>Carnet</title></head><body><h1>Carnet</h1>{}</body></html>"
SCRIPT = "<script src=/app.js></script>"


def failure_of(misled: Episode) -> Failure | None:
    """What UX-01 says of an episode in which the space lied, None if nothing."""
    misled.faults = ("state_altered",)
    try:
        readable.assert_errors_are_for_people(misled.run)
    except Failure as told:
        return told
    return None


@pytest.mark.parametrize(
    "told",
    [
        ERROR,
        OUTCOME,
        SPRING,
        PROBLEM,
        '{ "error": {"code": 400, "message": "invalid_grant"} }',
        '{\n  "errors": [\n    {"message": "x"}\n  ]\n}',
        '{"id": "1", "resourceType": "OperationOutcome"}',
        '{"statusCode":400,"message":"Bad Request"}',
        '{"message":"Unauthorized"}',
        '{"detail": "Not authenticated"}',
        '{"error":"server_error","error_descr',  # cut off
    ],
)
def test_an_error_of_a_program_is_known_wherever_it_stands(told: str) -> None:
    begins = " ".join(told.split())[:20]
    for text in (told, f"Carnet\nUne erreur : {told} Retour", f"({told})"):
        assert (error_told_as(text) or "").startswith(begins), text


def test_what_an_error_stands_in_is_looked_for_from_the_first_letter_on() -> None:
    assert error_told_as(f"[{ERROR}]") is None
    assert error_told_as(f"x{ERROR}") == f"{ERROR} "[:60].strip()
    assert shown_in_source(Response(200, (), None)) == ""


@pytest.mark.parametrize(
    "told",
    [
        "",
        "Erreur : le serveur a répondu server_error (500).",
        "{erreur}",
        '{"measures": [{"value": 72.5, "unit": "kg"}]}',
        '{"error": null, "measures": []}',
        '{"errors": [], "measures": []}',
        '{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "OperationOutcome"}}]}',
        '{"resourceType": "Observation", "status": "final", "note": [{"text": "error"}]}',
        '[{"value": 1}, {"error": "not measured"}]',
        '{"log": {"error": "not measured"}}',
        '{"status": 200, "message": "ok"}',
        '{"status": 72, "title": "Poids"}',
        '{"message": "Bonjour", "from": "Dr Leroy"}',
        '{"title": "Poids"} {"status": 500}',
    ],
)
def test_other_json_may_be_what_somebody_asked_for(told: str) -> None:
    assert error_told_as(told) is None
    assert error_told_as(f"Votre copie : {told}") is None


def test_a_page_full_of_beginnings_is_read_in_time() -> None:
    began = time.perf_counter()
    for piece in ('{"', '{"a":"b",', '{"status":500,', "{ ", '{"message":"', "<p>{", "<div hidden>"):
        page = piece * (200_000 // len(piece))
        error_told_as(page)
        shown_in_source(Response(200, (), page))
    assert time.perf_counter() - began < 20


def shown(body: str) -> str:
    return " ".join(shown_in_source(Response(200, (), PAGE.format(body))).split())


def test_what_a_source_hides_is_not_shown() -> None:
    for body in (
        "<div hidden>x</div>",
        "<div hidden><div>x</div>x</div>",
        "<div style='color: red; display : none'>x</div>",
        "<p style='Visibility:hidden'>x</p>",
        "<details><summary>x</summary>x</details>",
        "<template>x</template><noscript>x</noscript><textarea>x</textarea><style>x</style><script>x</script>",
        "<!-- x -->",
    ):
        assert shown(f"{body}<p>y</p>") == "Carnet y", body
    assert shown("<details open>x</details>") == "Carnet x"
    assert shown("<input hidden><br hidden>x") == "Carnet x"
    assert shown("<div style='color: red'>x</div><p>y</p>") == "Carnet x y"


def test_where_scripts_may_read_a_page_only_text_is_shown_for_certain() -> None:
    assert shown("<div>x</div>") == "Carnet x"
    assert shown(f"<div>x</div><p>y</p>{SCRIPT}") == "Carnet y"
    assert shown(f"{SCRIPT}<pre>x <b>y</b> z</pre>t") == "Carnet x y z"
    assert shown(f"{SCRIPT}<p>x<div>y</div>") == "Carnet x"
    assert shown(f"{SCRIPT}<ul><li>x</li></ul>") == "Carnet"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (f"<pre>{ERROR}</pre>", "machine_words_shown"),
        ("<p>Erreur : {&quot;error&quot;: &quot;server_error&quot;}</p>", "machine_words_shown"),
        (f"<div class=alert>{OUTCOME}</div>", "machine_words_shown"),
        (f"<pre>{ERROR}</pre>{SCRIPT}", "machine_words_shown"),
        (f"<div class=state>{ERROR}</div>{SCRIPT}", None),
        (f"<pre hidden>{ERROR}</pre>", None),
        ("<p>Connexion refusée (server_error).</p>", None),
    ],
)
def test_a_page_of_a_server_is_for_people(body: str, key: str | None) -> None:
    page = replace(visit(), response=Response(400, (("Content-Type", "text/html"),), PAGE.format(body)))
    misled = episode(page)
    told = failure_of(misled)
    assert (told and (told.key, told.exchanges)) == (key and (key, ("v-1",)))
    assert told is None or told.values["shown"].startswith("{")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (f"Carnet\n{ERROR}\nRetour", "machine_words_shown"),
        ("Error: no\n    at read (http://127.0.0.1:9000/app.js:10:5)\n    at x", "stack_trace_shown"),
        ("Error: no at read (http://127.0.0.1:9000/app.js:10:5)", "stack_trace_shown"),
        ("Oups at async Object.read (https://app/assets/app-1f.js:1:24011)", "stack_trace_shown"),
        ("Traceback (most recent call last): File", "stack_trace_shown"),
        ("Rendez-vous at http://127.0.0.1:9000/app.js:10", None),
        ("Look at the time: 10:05:30", None),
        ("Carnet\nUne erreur est survenue.", None),
    ],
)
def test_so_is_what_scripts_made_of_a_page(words: str, key: str | None) -> None:
    seen = screen(words, visit="v-1")
    misled = episode(replace(visit(), screen=seen), seen)
    told = failure_of(misled)
    assert (told and (told.key, told.exchanges)) == (key and (key, ("v-1",)))


def test_where_a_program_broke_off_is_no_page_for_people_either() -> None:
    words = "Error: no at read (http://127.0.0.1:9000/app.js:10:5)"
    witnesses.assert_page_for_people(replace(visit(), screen=screen("Bonjour")))
    with pytest.raises(Failure, match="stack_trace_shown"):
        witnesses.assert_page_for_people(replace(visit(), screen=screen(words)))
