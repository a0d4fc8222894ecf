from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from builders.checking import Checked, check, only
from builders.reference_apps import conformant, fronted, single_page, with_patience

from conformance_suite import transcript

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration
# HSTS, cookies, a token refused, a call of the space to the app, an app that goes on while the space hangs.
CASES = ("HDR-01", "SES-01", "IDT-21", "LGO-05", "NET-01")
BY_SCHEME = '''
from contextvars import ContextVar

from serve import Diary as Conformant

SCHEME = ContextVar("scheme", default="http")


class Diary(Conformant):
    """Behaves as its front says that people come, as web frameworks do."""

    def refuses(self, method, headers):
        SCHEME.set(headers.get("X-Forwarded-Proto", "http"))
        assert (SCHEME.get() == "https") == ("proto=https" in headers.get("Forwarded", ""))
        return super().refuses(method, headers)

    def cookie(self, value):
        whole = super().cookie(value)
        return whole if SCHEME.get() == "https" else whole.replace(" Secure;", "")

    def headers(self, request):
        sent = super().headers(request)
        if SCHEME.get() != "https":
            del sent["Strict-Transport-Security"]
        return sent
'''


def visits(checked: Checked) -> list[dict[str, Any]]:
    return [dict(event) for event in transcript.events(checked.folder) if event.get("kind") == "visit"]


def test_the_conformant_app_conforms_behind_tls(tmp_path: Path) -> None:
    checked = check(fronted(with_patience(conformant(tmp_path / "app"), 4)), tmp_path / "run", *only(CASES))

    assert checked.cases("pass") == set(CASES), checked.err + checked.out
    assert {urlsplit(visit["request"]["url"]).scheme for visit in visits(checked)} == {"https"}
    facts = json.dumps(checked.report)
    assert "pages_not_https" not in facts


def test_what_follows_the_scheme_is_judged_by_that_of_the_front(tmp_path: Path) -> None:
    verdicts: dict[str, dict[str, str]] = {}
    for kind in ("plain", "fronted"):
        manifest = conformant(tmp_path / kind)
        manifest.with_name("defect.py").write_text(BY_SCHEME, encoding="utf-8")
        if kind == "fronted":
            fronted(manifest)
        checked = check(manifest, tmp_path / f"run-{kind}", *only(("HDR-01", "SES-01")))
        verdicts[kind] = {case["case"]: case["verdict"] for case in checked.report["cases"]}

    assert verdicts["plain"] == {"HDR-01": "not_applicable", "SES-01": "fail"}
    assert verdicts["fronted"] == {"HDR-01": "pass", "SES-01": "pass"}


def test_an_app_that_is_not_up_is_not_taken_for_its_front(tmp_path: Path) -> None:
    manifest = fronted(conformant(tmp_path / "app"))
    text = manifest.read_text(encoding="utf-8").replace("timeout: 60", "timeout: 1")
    text = text.replace('["{python}", serve.py]', '["{python}", -c, "import time; time.sleep(600)"]')
    manifest.write_text(text, encoding="utf-8")

    checked = check(manifest, tmp_path / "run", *only(("HDR-01",)))

    assert checked.code == 3
    assert "(last: refused)" in checked.out


@pytest.mark.browser
def test_a_single_page_app_conforms_behind_tls(tmp_path: Path) -> None:
    checked = check(fronted(single_page(tmp_path / "app")), tmp_path / "run", *only(("SES-03", "IDT-21", "HDR-01")))

    assert checked.code == 0, checked.err + checked.out
    assert {urlsplit(visit["request"]["url"]).scheme for visit in visits(checked)} == {"https"}
