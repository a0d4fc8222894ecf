from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import episode, exchange, visit

from conformance_suite import controls, records
from conformance_suite.events import ActDone, JourneyEnd, ProbeReading, Response, Visit
from conformance_suite.verdicts import Failure, Inconclusive, Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

ARMED = ActDone("arm_faults", 20.0)
WORDS = "C'est une autre"
SCRIPT = "<script>poinconMarkup()</script>"


def key(act: Callable[[], None], kind: type[Spoken] = Failure) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value.key)


def seen(text: str, *headers: tuple[str, str], asked_by: str = "document", at: float = 30.0) -> Visit:
    """An answer of the app to a page that was opened, or to a script."""
    one = visit(started=at, answered=at + 1, text=text)
    request = replace(one.request, headers=(("Sec-Fetch-Dest", asked_by),))
    return replace(one, request=request, response=Response(200, headers, text))


def test_the_words_of_another_resource_are_found_on_a_page_however_they_are_written() -> None:
    records.assert_read_as_asked(episode(ARMED, seen("Un document")), WORDS)
    records.assert_read_as_asked(episode(ARMED, seen(WORDS, at=5.0)), WORDS)
    for text in (WORDS, "<p>C&#x27;est une autre</p>"):
        one = episode(ARMED, seen(text))
        assert key(lambda one=one: records.assert_read_as_asked(one, WORDS)) == "other_resource_shown"  # type: ignore[misc]  # bound


def test_what_a_script_alone_was_given_leaves_open_what_the_page_showed() -> None:
    given = seen(WORDS, asked_by="empty")
    assert key(lambda: records.assert_content_as_announced(episode(ARMED, given), WORDS), Inconclusive) == (
        "given_to_a_script"
    )
    shown = episode(ARMED, given, seen(WORDS, at=31.0))
    assert key(lambda: records.assert_content_as_announced(shown, WORDS)) == "other_content_handed_out"


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml; charset=utf-8", ""])
def test_content_that_a_browser_would_run_is_alive(kind: str) -> None:
    headers = (("Content-Type", kind),) if kind else ()
    one = episode(ARMED, seen(SCRIPT, *headers))
    assert key(lambda: records.assert_content_does_not_run(one)) == "content_alive"


@pytest.mark.parametrize(
    "headers",
    [
        (("Content-Type", "application/pdf"),),
        (("Content-Type", "text/html"), ("Content-Disposition", 'Attachment; filename="d"')),
        (("Content-Type", "text/html"), ("Content-Security-Policy", "sandbox")),
        (("Content-Type", "text/html"), ("Content-Security-Policy", "sandbox allow-forms; default-src *")),
        (("Content-Type", "text/html"), ("Content-Security-Policy", "default-src 'self'")),
    ],
)
def test_content_that_is_contained_does_not_run(headers: tuple[tuple[str, str], ...]) -> None:
    records.assert_content_does_not_run(episode(ARMED, seen(SCRIPT, *headers)))
    records.assert_content_does_not_run(episode(ARMED, seen("&lt;script&gt;poinconMarkup()", *headers)))


@pytest.mark.parametrize("policy", ["sandbox allow-scripts", "frame-ancestors 'none'", "default-src 'unsafe-inline'"])
def test_a_policy_that_lets_scripts_run_contains_nothing(policy: str) -> None:
    one = episode(ARMED, seen(SCRIPT, ("Content-Type", "text/html"), ("Content-Security-Policy", policy)))
    assert key(lambda: records.assert_content_does_not_run(one)) == "content_alive"


@pytest.mark.parametrize(
    ("use", "called"),
    [
        ("documents_read", True),
        ("documents_read:Binary/read", True),
        ("documents_read:Binary/search-type", False),
        ("documents_read:List/read", False),
    ],
)
def test_a_use_may_name_type_and_interaction(use: str, *, called: bool) -> None:
    read = exchange("documents_read", facts={"resource_type": "Binary", "interaction": "read"})
    before = ProbeReading("baseline", signed_in=False, names_seen=(), visit=None, t=1.0)
    probes = [before, replace(before, when="after_login", signed_in=True)]
    honest = episode(JourneyEnd("login", "done", None, 1.0, 2.0), *probes)

    assert controls.never_calls([honest], [use], episode(read)) == (None if called else use)
