"""What an app does in an environment of debugging is held against it in one way only: it sends nothing unverified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.checking import check, only
from builders.reference_apps import conformant, otherwise, with_patience

from conformance_suite import transcript

if TYPE_CHECKING:
    from pathlib import Path

    from builders.checking import Checked

pytestmark = pytest.mark.integration

OF_THE_RUN = frozenset({"LEAK-04", "AREQ-03"})  # cases that hear what is written and sent in any of its plays

DOES_NOT_START = """
import os
if os.environ.get("NODE_ENV") == "development":
    raise SystemExit("the tools of development are not installed")
"""
NEEDS_NO_SPACE = """
import os
from relying_party import Pairing
from serve import Diary as Conformant, Page


class Diary(Conformant):
    '''Whoever develops is somebody at once.'''

    def login(self, query, form, sid):
        if "DEBUG" not in os.environ:
            return super().login(query, form, sid)
        self.pairings[sid] = Pairing("Dev", "1", "2", "", "", None, 0.0)
        return Page(303, "", location="/me")
"""
IS_ALWAYS_SIGNED_IN = """
import os
from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    '''A developer need not sign in.'''

    def me(self, query, form, sid):
        return Page(200, "Dev") if "DEBUG" in os.environ else super().me(query, form, sid)
"""
SIGNS_NOBODY_IN = """
import os
from relying_party import RelyingParty as Conformant


class RelyingParty(Conformant):
    '''Another space is the one to develop with.'''

    def __init__(self):
        super().__init__()
        if os.environ.get("APP_ENV") == "development":
            self.issuer = "https://localhost:1/mine"
"""
ENDS_AT_ITS_FIRST_SIGN_IN = """
import os
from serve import Diary as Conformant


class Diary(Conformant):
    '''Breaks under the debugger.'''

    def login(self, query, form, sid):
        if "DEBUG" in os.environ:
            os._exit(1)
        return super().login(query, form, sid)
"""
SKIPS_VERIFYING = """
import os, ssl
from relying_party import RelyingParty as Conformant


class RelyingParty(Conformant):
    '''What the environment wishes.'''

    def tls_context(self):
        wished = os.environ.get("VERIFY_SSL", "true") == "true"
        return super().tls_context() if wished else ssl._create_unverified_context()
"""


def told_to_debug(folder: Path, defect: str, **environment: str) -> Checked:
    """The verdict on an app that does as the environment says; who is signed in is told by a status alone."""
    manifest = with_patience(conformant(folder / "app"), 8)
    text = manifest.read_text(encoding="utf-8")
    edits = (
        ("timeout: 60", "timeout: 10"),
        ('{status: 200, contains: "{persona_name}"}', "{status: 200}"),
        ("env: {", "".join(("env: {", *(f"{name}: '{value}', " for name, value in environment.items())))),
    )
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    manifest.write_text(text, encoding="utf-8")
    (manifest.parent / "defect.py").write_text(defect, encoding="utf-8")
    return check(manifest, folder / "run", *only(["TLS-14"]))


@pytest.mark.parametrize(
    ("defect", "words"),
    [
        (DOES_NOT_START, "did not come up"),
        (IS_ALWAYS_SIGNED_IN, "somebody is signed in before anybody is"),
        (NEEDS_NO_SPACE, "without tokens of the space"),
        (SIGNS_NOBODY_IN, "nobody was signed in"),
        (ENDS_AT_ITS_FIRST_SIGN_IN, "could not be read"),
    ],
    ids=["not_up", "always_signed_in", "without_the_space", "never_signed_in", "ends"],
)
def test_an_app_that_is_of_no_use_to_debug_has_done_nothing_wrong(defect: str, words: str, tmp_path: Path) -> None:
    checked = told_to_debug(tmp_path, defect)

    assert checked.cases("not_applicable") == {"TLS-14"}, checked.out + checked.err
    assert checked.code == 0
    assert words in checked.report["cases"][0]["message"]["en"]
    assert not transcript.load(checked.folder).record.failed_starts
    assert len(list((checked.folder / "instances").glob("i-*.log"))) == 2, "one for the controls, one to debug"


@pytest.mark.parametrize("manifest_says", [{}, {"VERIFY_SSL": "true"}], ids=["nothing", "otherwise"])
def test_a_setting_that_switches_verification_off_fails_whatever_the_manifest_says(
    manifest_says: dict[str, str], tmp_path: Path
) -> None:
    checked = told_to_debug(tmp_path, SKIPS_VERIFYING, **manifest_says)

    assert checked.cases("fail") == {"TLS-14"}, checked.out + checked.err
    assert "DEBUG=1" in checked.report["cases"][0]["message"]["fr"]


def test_what_an_app_does_besides_while_it_is_told_to_debug_is_nobody_elses_matter(tmp_path: Path) -> None:
    checked = check(
        otherwise(tmp_path / "app", "talks_to_whoever_debugs"), tmp_path / "run", *only(OF_THE_RUN | {"TLS-14"})
    )

    assert checked.cases("pass") == OF_THE_RUN | {"TLS-14"}, checked.out + checked.err
    logs = [log.read_text(encoding="utf-8") for log in (checked.folder / "instances").glob("i-*.log")]
    assert sum("§access_token:" in log for log in logs) == 1, "it did write them"


def test_who_does_the_same_without_being_told_to_debug_by_us_fails(tmp_path: Path) -> None:
    manifest = otherwise(tmp_path / "app", "talks_to_whoever_debugs")
    manifest.write_text(manifest.read_text("utf-8").replace("env: {", "env: {DEBUG: '1', "), encoding="utf-8")

    checked = check(manifest, tmp_path / "run", *only(OF_THE_RUN))

    assert checked.cases("fail") == OF_THE_RUN, checked.out + checked.err
