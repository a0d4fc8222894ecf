from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.manifests import manifest_text, write_manifest

from conformance_suite.declared import clock, contradictions, observed
from conformance_suite.manifest.loader import load_manifest

if TYPE_CHECKING:
    from pathlib import Path


READS = manifest_text(
    app="""app:
  name: Carnet
  publisher: Exemple
  version: "2.4"
  kind: web
  purposes: [care]
  exchanges: {measures: [read]}"""
)


def exchange(endpoint: str, **facts: str) -> dict[str, Any]:
    return {"kind": "exchange", "endpoint": endpoint, "facts": facts}


def visit(date: str | None) -> dict[str, Any]:
    headers = [] if date is None else [["Date", date]]
    return {"kind": "visit", "at": "2026-11-27T12:00:00.500Z", "response": {"status": 200, "headers": headers}}


@pytest.mark.parametrize(
    ("date", "well"),
    [
        ("Fri, 27 Nov 2026 12:00:00 GMT", True),
        ("Fri, 27 Nov 2026 12:00:29 GMT", True),
        ("Fri, 27 Nov 2026 12:10:00 GMT", False),
        ("Fri, 27 Nov 2026 11:50:00 GMT", False),
    ],
)
def test_the_clock_of_the_app_is_read_from_its_answers(date: str, *, well: bool) -> None:
    (sign,) = clock([visit(date)])

    assert sign.well is well
    assert well or ("ahead of" if "12:10" in date else "behind") in sign.seen


@pytest.mark.parametrize("date", [None, "yesterday", ""])
def test_an_app_that_tells_no_time_has_no_clock_to_look_at(date: str | None) -> None:
    assert list(clock([visit(date)])) == []


def test_the_nearest_of_several_answers_tells_the_clock() -> None:
    late = visit("Fri, 27 Nov 2026 11:00:00 GMT")  # an answer kept by a cache

    (sign,) = clock([late, visit("Fri, 27 Nov 2026 12:00:00 GMT")])

    assert sign.well


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        (exchange("authorize", scope="openid documents.read"), "scopes that client.scope lacks: documents.read"),
        (exchange("token", client_auth="none"), "at the token endpoint by none"),
        (exchange("measures_write"), "seen to write measures"),
    ],
)
def test_what_is_done_and_not_declared_is_told(event: dict[str, Any], seen: str, tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path, READS))

    (sign,) = observed(manifest, [event])

    assert not sign.well
    assert seen in sign.seen


def test_an_app_that_keeps_to_its_word_gets_one_good_sign(tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path, READS))

    assert [sign.well for sign in observed(manifest, [exchange("token"), exchange("measures_read")])] == [True]
    assert all(sign.well for sign in contradictions(manifest))


@pytest.mark.parametrize(
    ("events", "well"),
    [
        ([exchange("consent", granted="openid")], False),
        ([exchange("consent", granted="openid", signed_response="...")], True),
        ([exchange("consent")], True),
    ],
)
def test_whoever_registers_for_signed_responses_asks_for_them(
    events: list[dict[str, Any]], tmp_path: Path, *, well: bool
) -> None:
    text = READS.replace("  redirect_uris:", "  authorization_signed_response_alg: ES256\n  redirect_uris:")
    manifest = load_manifest(write_manifest(tmp_path, text))

    (sign,) = observed(manifest, events)

    assert sign.well is well
    assert well or "asks for no signed response" in sign.seen
