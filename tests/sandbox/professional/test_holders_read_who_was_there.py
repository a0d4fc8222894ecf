"""What professionals do is in the journal, so in the holder's access log; an emergency survives a killed process."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

import pytest
import requests
from builders.surgery import Surgery

from sandbox.client import Sandbox, Space
from sandbox.holder.access_log import accesses

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.client import Persona

pytestmark = pytest.mark.integration


def told(space: Space, persona: Persona) -> list[tuple[str | None, str, str, str, str]]:
    found = accesses(space.events(), persona.id)
    return [(one.who, one.what, one.way, one.right, one.outcome) for one in found]


def test_each_access_is_told_and_no_other(tmp_path: Path) -> None:
    with Sandbox.start(seed=7, authority=tmp_path) as sandbox:
        space = sandbox.create_space(residents=40)
        persona, other = space.create_persona(), space.create_persona()
        someone = space.professionals()[1]
        surgery = Surgery.of(space, sandbox.ca_bundle)
        surgery.sign_in(someone)
        surgery.find(persona)
        assert told(space, persona) == []  # the door shows no data

        assert 'id="documents"' in surgery.submit("agreement", agreed="yes").text
        surgery.submit("identity", seen="yes")
        surgery.submit("deposit", kind="report", title="Bilan", text="Repos.", shown_to="professionals")
        surgery.follow("Bilan")
        surgery.submit("announcement")
        read = (someone.id, "record", "read", "allowed", "given")
        wrote = (someone.id, "documents", "write", "allowed", "given")
        assert told(space, persona) == [
            read,
            read,
            wrote,
            read,
            (someone.id, "documents", "read", "allowed", "given"),
            wrote,
            read,
        ]

        space.act(None, "oppose_emergency_access", persona=other.id)
        surgery.find(other)
        refused = surgery.submit("emergency", reason="inconscient")
        assert refused.status_code == 403
        assert told(space, other) == [(someone.id, "record", "read", "emergency", "refused")]
        space.act(None, "permit_emergency_access", persona=other.id)
        assert 'id="documents"' in surgery.submit("emergency", reason="inconscient").text
        assert told(space, other)[1:] == [(someone.id, "record", "read", "emergency", "given")] * 2
        space.act(None, "block_professional", persona=other.id, professional=someone.id)
        assert surgery.go("/pro").status_code == 200
        assert "No record" in surgery.find(other).text or "Aucun dossier" in surgery.find(other).text
        assert len(told(space, other)) == 3


def test_a_killed_process_leaves_no_emergency_without_its_trace(tmp_path: Path) -> None:
    """Killed after the answer, or while it is on its way: the record is open if and only if the holder is told."""
    for answered in (True, False):
        with Sandbox.start(seed=7, authority=tmp_path) as sandbox:
            space = sandbox.create_space(mode="strict", space_id="a")
            persona, someone = space.create_persona(), space.professionals()[1]
            surgery = Surgery.of(space, sandbox.ca_bundle)
            surgery.sign_in(someone)
            surgery.find(persona)
            url, data = surgery.form("emergency", reason="inconscient")
            with contextlib.suppress(requests.ConnectionError, requests.ReadTimeout):
                patience = 60 if answered else 0.001
                surgery.browser.post(url, data=data, allow_redirects=False, timeout=(60, patience))
            os.kill(sandbox.pid, signal.SIGKILL)
        with Sandbox.start(seed=7, authority=tmp_path) as sandbox:
            space = sandbox.create_space(mode="strict", space_id="a")
            surgery = Surgery.of(space, sandbox.ca_bundle)
            surgery.sign_in(someone)
            is_open = 'id="documents"' in surgery.find(persona).text
            is_told = "inconscient" in _emergencies(sandbox, space, persona)

        assert is_open is is_told
        assert is_open or not answered


def _emergencies(sandbox: Sandbox, space: Space, persona: Persona) -> str:
    """Return the page on which a holder reads of emergencies."""
    holder = Surgery.of(space, sandbox.ca_bundle)
    holder.go("/my")
    holder.submit("my-sign-in", email=persona.email, password=persona.password)
    return holder.go("/my/emergencies").text
