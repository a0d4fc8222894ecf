from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.manifests import write_manifest

from conformance_suite.manifest.loader import load_manifest
from conformance_suite.symptoms import sign_in_symptom

if TYPE_CHECKING:
    from pathlib import Path


def exchange(endpoint: str, status: int = 200, error: str | None = None) -> dict[str, Any]:
    facts = {"error": error} if error else {}
    return {"kind": "exchange", "endpoint": endpoint, "response": {"status": status}, "facts": facts}


VISIT: dict[str, Any] = {"kind": "visit", "response": {"status": 502}, "error": None}
FAILED: dict[str, Any] = {"kind": "journey", "journey": "login", "reason": "timeout"}
ALERT: dict[str, Any] = {"kind": "handshake", "outcome": "alert", "alert": "unknown_ca"}


@pytest.mark.parametrize(
    ("problem", "events", "seen", "hint"),
    [
        ("always_signed_in", [], "before they are", "{persona_name}"),
        ("session_unreadable", [VISIT], "status 502", "/me"),
        (
            "login_failed",
            [ALERT],
            "does not trust the private authority of the space (TLS alert unknown_ca)",
            "SSL_CERT_FILE",
        ),
        ("login_failed", [FAILED], "never contacted the space (timeout)", "MES_ISSUER"),
        (
            "never_signed_in",
            [VISIT],
            "never contacted the space (the last page of the app had status 502)",
            "MES_ISSUER",
        ),
        ("login_failed", [exchange("discovery"), FAILED], "did not lead to the space", "submit"),
        (
            "login_failed",
            [exchange("authorize", 400, "invalid_request")],
            "refused the authorize request with 400 invalid_request",
            "redirect_uris",
        ),
        (
            "never_signed_in",
            [exchange("authorize", 303), exchange("token", 401, "invalid_client")],
            "refused the token request with 401 invalid_client",
            "token_endpoint_auth_method",
        ),
        ("never_signed_in", [exchange("authorize", 303), VISIT], "never exchanged a code", "redirect URI"),
        ("never_signed_in", [exchange("authorize", 303), exchange("token")], "does not show the person", "/me"),
    ],
)
def test_the_first_thing_that_went_wrong_is_told(
    tmp_path: Path, *, problem: str, events: list[dict[str, Any]], seen: str, hint: str
) -> None:
    symptom = sign_in_symptom(problem, events, load_manifest(write_manifest(tmp_path)))

    assert seen in symptom.seen
    assert hint in symptom.hint
