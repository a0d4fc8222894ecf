from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.spaces import Bench

from sandbox.client import Sandbox, SandboxError
from sandbox.clock import FARTHEST, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from builders.console import Opened

    from sandbox.client import Client, Persona


@pytest.mark.integration
def test_what_was_issued_expires_and_the_page_says_what(opened: Opened, client: Client, persona: Persona) -> None:
    opened.browser.headers["Accept-Language"] = "en"
    pairing = opened.paired(client, persona)
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    assert opened.space.clock()["good"] == {"code": 0, "access_token": 1, "refresh_token": 1, "sign_in": 1}
    assert "1 access token(s)" in opened.page("/clock")

    assert opened.post("/clock", step="access_token").status_code == 303

    assert opened.space.clock()["good"] == {"code": 0, "access_token": 0, "refresh_token": 1, "sign_in": 1}
    assert pairing.weights(tokens, "x").status_code == 401
    assert pairing.refresh(tokens["refresh_token"]).status_code == 200
    moved = [event for event in opened.space.events() if event["kind"] == "clock"]
    assert moved[0]["expired"] == {"access_token": 1}


@pytest.mark.integration
def test_it_moves_to_a_date_and_never_back(opened: Opened) -> None:
    later = datetime.fromisoformat(str(opened.space.clock()["now"])) + timedelta(days=40)
    assert opened.post("/clock", step="date", date=later.strftime("%Y-%m-%dT%H:%M")).status_code == 303
    now = datetime.fromisoformat(str(opened.space.clock()["now"]))
    assert abs((now - later).total_seconds()) < 120

    for step, date in (("date", "2001-01-01T00:00"), ("date", "soon"), ("date", "9999-01-01T00:00"), ("week", "")):
        assert opened.post("/clock", step=step, date=date).status_code == 422
    with pytest.raises(SandboxError):
        opened.space.advance_clock(-1)
    with pytest.raises(SandboxError):
        opened.space.advance_clock(to="2001-01-01T00:00:00Z")
    with pytest.raises(SandboxError):
        opened.space.advance_clock(to="2101-01-01T00:00:00")
    with pytest.raises(SandboxError):
        opened.space.advance_clock()
    assert abs((datetime.fromisoformat(str(opened.space.clock()["now"])) - now).total_seconds()) < 120


@pytest.mark.integration
def test_a_kept_space_stays_in_its_time(tmp_path: Path) -> None:
    for moved in (0.0, 86400.0):
        with Sandbox.start(seed=5, authority=tmp_path) as sandbox:
            space = sandbox.create_space(mode="strict", space_id="mes")
            assert space.clock()["ahead"] == moved
            space.advance_clock(86400.0)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), FARTHEST + 1])
def test_no_other_step_is_taken(seconds: float) -> None:
    clock = Bench().space.part(Clock)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(seconds)
    assert clock.ahead == 0
