from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from sandbox.client import Ports, Sandbox, SandboxError

pytestmark = pytest.mark.integration
PATIENCE = 60.0


def await_gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        os.sched_yield()
    raise AssertionError("the sandbox is still there")


def test_kill_9_of_the_parent_ends_the_sandbox_and_its_files() -> None:
    program = (
        "import json, time; from sandbox.client import Sandbox\n"
        "s = Sandbox.start(seed=1); s.create_space(); print(json.dumps([s.pid, str(s.ca_bundle)]), flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-I", "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as said:
        pid, bundle = json.loads(said.readline())
        parent.kill()
        parent.wait(PATIENCE)

    await_gone(pid)
    assert not Path(bundle).parent.exists()


def test_ctrl_c_at_the_terminal_is_left_to_the_parent() -> None:
    with Sandbox.start(seed=1) as sandbox:
        os.kill(sandbox.pid, signal.SIGINT)
        assert sandbox.create_space().id == "s1"
        assert sandbox.alive()


def test_sigterm_ends_it() -> None:
    sandbox = Sandbox.start(seed=1)
    os.kill(sandbox.pid, signal.SIGTERM)

    sandbox._process.wait(PATIENCE)

    assert not sandbox.alive()
    sandbox.stop()
    with pytest.raises(SandboxError, match="does not answer"):
        sandbox.create_space()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with Sandbox.start(seed=1) as first:
        port = int(first.create_space().issuer.rpartition(":")[2].partition("/")[0])
        with pytest.raises(SandboxError, match="port"):
            Sandbox.start(seed=1, ports=Ports(main=port), log=tmp_path / "log")


def test_a_kept_authority_is_trusted_again_at_the_next_start(tmp_path: Path) -> None:
    bundles = []
    for _ in range(2):
        with Sandbox.start(seed=1, authority=tmp_path / "state") as sandbox:
            space = sandbox.create_space(mode="strict", space_id="mes")
            bundles.append(sandbox.ca_bundle.read_bytes())
            session = requests.Session()
            session.trust_env, session.verify = False, str(tmp_path / "state" / "ca.pem")
            assert session.get(f"{space.issuer}/.well-known/openid-configuration").json()["issuer"] == space.issuer
            session.close()

    assert bundles[0] == bundles[1]
    assert (tmp_path / "state" / "ca.key").stat().st_mode & 0o077 == 0


def test_many_spaces_live_side_by_side() -> None:
    with Sandbox.start(seed=1) as sandbox:
        spaces = [sandbox.create_space() for _ in range(5)]

        assert [space.id for space in spaces] == ["s1", "s2", "s3", "s4", "s5"]
        assert len({space.token_endpoint for space in spaces}) == 5
        names = [space.create_persona().name for space in spaces]
        assert len(set(names)) == 5
