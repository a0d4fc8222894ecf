from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from builders.checking import COMMAND, check, check_every_lane
from builders.reference_apps import conformant, with_patience

from conformance_suite import transcript

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.integration

CRASHES_ON_A_BAD_NONCE = '''
import os
from relying_party import Pending
from relying_party import RelyingParty as Conformant


class RelyingParty(Conformant):
    """Dies of a bad nonce."""

    def check_nonce(self, claims, pending: Pending) -> None:
        if claims.get("nonce") != pending.nonce:
            os._exit(1)
'''

STUMBLES_ONCE = '''
from relying_party import Refused
from serve import Diary as Conformant


class Diary(Conformant):
    """Its very first sign-in fails."""

    stumbled = False

    def login(self, query, form, sid):
        if not Diary.stumbled:
            Diary.stumbled = True
            raise Refused("Not yet.")
        return super().login(query, form, sid)
'''

DIES_OF_ITS_FIRST_SIGN_IN = '''
import os
from pathlib import Path
from serve import Diary as Conformant


class Diary(Conformant):
    """The process that is asked for the very first sign-in ends; those after it live."""

    def login(self, query, form, sid):
        try:
            Path(__file__).with_name("somebody-died").touch(exist_ok=False)
        except FileExistsError:
            return super().login(query, form, sid)
        os._exit(1)
'''

SLOWER_THAN_ITS_TOKENS_SAY = '''
import threading
from measures import Measures as Conformant


class Measures(Conformant):
    """Takes longer from a token to the call that needs it than the token is said to live."""

    def _call(self, pairing, method, url, body):
        threading.Event().wait(1.3)
        return super()._call(pairing, method, url, body)
'''

LEAVES_A_FAILING_SPACE_ALONE = '''
import time
from measures import Measures as Conformant
from relying_party import Refused


class Measures(Conformant):
    """Asks nothing more for anybody, for a while, of a space that said it could not serve."""

    until = 0.0

    def _call(self, pairing, method, url, body):
        if time.monotonic() < Measures.until:
            raise Refused("L'espace de santé ne répond pas pour l'instant. Revenez dans quelques secondes.")
        answer = super()._call(pairing, method, url, body)
        if answer.status in {429, 503}:
            Measures.until = time.monotonic() + 4
        return answer
'''

LEAVES_A_REFRESH_ALONE = '''
import time
from relying_party import Refused
from relying_party import RelyingParty as Conformant


class RelyingParty(Conformant):
    """Does not refresh for whom the space just could not, for a while."""

    def refresh(self, pairing):
        if time.monotonic() < pairing.__dict__.get("until", 0.0):
            raise Refused("L'espace de santé ne répond pas pour l'instant. Revenez dans quelques secondes.")
        super().refresh(pairing)

    def on_refresh_refused(self, pairing, answer):
        pairing.__dict__["until"] = time.monotonic() + 3
        super().on_refresh_refused(pairing, answer)
'''

NEVER_REFRESHES = '''
from relying_party import Refused
from relying_party import RelyingParty as Conformant


class RelyingParty(Conformant):
    """A pairing is over with its access token."""

    def refresh(self, pairing):
        raise Refused("Reconnectez-vous.")
'''

READS_BEFOREHAND = '''
from relying_party import Refused
from serve import Diary as Conformant


class Diary(Conformant):
    """Reads once somebody is paired, and shows what it keeps."""

    def callback(self, query, form, sid):
        page = super().callback(query, form, sid)
        try:
            seen = super().read({}, {}, page.cookie)
        except Refused as refusal:
            seen = self.on_refusal(refusal)
        self.kept = {**getattr(self, "kept", {}), page.cookie: seen}
        return page

    def read(self, query, form, sid):
        self.paired(sid)
        return self.kept[sid]
'''

DIES_BEFORE_IT_IS_UP = """
raise SystemExit("no configuration")
"""


def app(folder: Path, defect: str) -> Path:
    manifest = conformant(folder)
    (folder / "defect.py").write_text(defect, encoding="utf-8")
    return with_patience(manifest, 8)


def test_an_app_that_dies_of_a_fault_has_not_passed_and_the_others_are_judged_on_another(tmp_path: Path) -> None:
    checked = check_every_lane(app(tmp_path / "app", CRASHES_ON_A_BAD_NONCE), tmp_path / "run")

    assert checked.code == 3, checked.out + checked.err
    assert checked.cases("inconclusive") == {"IDT-21"}, checked.out
    assert len(checked.cases("pass")) == 12


def test_an_app_gone_under_the_controls_of_others_is_brought_up_again_for_them(tmp_path: Path) -> None:
    checked = check_every_lane(app(tmp_path / "app", DIES_OF_ITS_FIRST_SIGN_IN), tmp_path / "run")

    assert checked.code == 0, checked.out + checked.err
    assert len(checked.cases("pass")) == 13


def test_an_app_that_is_slower_than_its_tokens_say_is_judged_all_the_same(tmp_path: Path) -> None:
    checked = check(app(tmp_path / "app", SLOWER_THAN_ITS_TOKENS_SAY), tmp_path / "run", "--only", "RFR-03")

    assert checked.cases("pass") == {"RFR-03"}, checked.out + checked.err


def test_an_app_that_leaves_a_failing_space_alone_for_everybody_is_waited_for(tmp_path: Path) -> None:
    manifest = app(tmp_path / "app", LEAVES_A_FAILING_SPACE_ALONE)

    checked = check(manifest, tmp_path / "run", "--only", "NET-01", "--only", "NET-04")

    assert checked.cases("pass") == {"NET-01", "NET-04"}, checked.out + checked.err


def test_an_app_that_leaves_a_failed_refresh_alone_is_come_back_to(tmp_path: Path) -> None:
    checked = check(app(tmp_path / "app", LEAVES_A_REFRESH_ALONE), tmp_path / "run", "--only", "RFR-12")

    assert checked.cases("pass") == {"RFR-12"}, checked.out + checked.err


def test_an_app_that_never_refreshes_is_not_come_back_to(tmp_path: Path) -> None:
    checked = check(app(tmp_path / "app", NEVER_REFRESHES), tmp_path / "run", "--only", "RFR-12")
    (played,) = transcript.load(checked.folder).of_case("RFR-12")

    assert checked.cases("not_applicable") == {"RFR-12"}, checked.out + checked.err
    assert [one.name for one in played.journeys].count("read_measures") == 4  # before, twice during, once afterwards


def test_an_app_that_reads_beforehand_is_told_how_to_be_judged(tmp_path: Path) -> None:
    manifest = app(tmp_path / "app", READS_BEFOREHAND)

    checked = check(manifest, tmp_path / "run", *(f"--only={one}" for one in ("FHIR-08", "NET-05", "MES-03")))
    examined = subprocess.run([COMMAND, "doctor", str(manifest)], capture_output=True, text=True, check=False)

    assert checked.cases("inconclusive") == {"FHIR-08", "NET-05", "MES-03"}, checked.out + checked.err
    assert {one["message"]["en"].partition(" and asked")[0] for one in checked.report["cases"]} == {
        "The app had read the measures beforehand"
    }
    assert examined.returncode == 0, examined.stdout
    assert "which the app had read beforehand" in examined.stdout


def test_a_control_that_stumbles_once_is_played_again(tmp_path: Path) -> None:
    checked = check_every_lane(app(tmp_path / "app", STUMBLES_ONCE), tmp_path / "run")

    assert checked.code == 0, checked.out + checked.err
    assert len(checked.cases("pass")) == 13


def test_an_app_that_does_not_start_is_inconclusive_with_its_last_words(tmp_path: Path) -> None:
    checked = check_every_lane(app(tmp_path / "app", DIES_BEFORE_IT_IS_UP), tmp_path / "run")

    assert checked.code == 3
    assert len(checked.cases("inconclusive")) == 13
    assert "no configuration" in checked.report["cases"][0]["message"]["en"]


def test_a_command_that_does_not_exist_is_inconclusive(tmp_path: Path) -> None:
    manifest = conformant(tmp_path / "app")
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('["{python}", serve.py]', "[no-such-program]"))
    checked = check_every_lane(manifest, tmp_path / "run")

    assert checked.code == 3
    assert "no-such-program" in checked.report["cases"][0]["message"]["en"]


def test_only_some_cases_are_played_and_the_scope_says_so(tmp_path: Path) -> None:
    checked = check(conformant(tmp_path / "app"), tmp_path / "run", "--only", "IDT-21", "--format", "junit")

    assert checked.code == 0
    assert checked.cases("pass") == {"IDT-21"}
    assert checked.report["run"]["scope"] == "partial"
    assert (tmp_path / "run" / "junit.xml").read_text(encoding="utf-8").count("<testcase") == 1
