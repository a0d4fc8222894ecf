from __future__ import annotations

import pytest
import requests

from sandbox.client import Sandbox

pytestmark = pytest.mark.integration


def test_the_main_port_of_the_only_space_does_too() -> None:
    with Sandbox.start(seed=5) as sandbox:
        space = sandbox.create_space(mode="strict")
        space.arm_fault("certificate_expired", {"listener": "main"}, until="once")
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{space.issuer}/oauth2/jwks", verify=str(sandbox.ca_bundle), timeout=60)
        again = requests.get(f"{space.issuer}/oauth2/jwks", verify=str(sandbox.ca_bundle), timeout=60)

        assert again.status_code == 200
        handshakes = [event for event in space.events() if event["kind"] == "handshake"]
        assert [event["faults"] for event in handshakes] == [["certificate_expired"], []]
