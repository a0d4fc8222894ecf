"""DISC-14: the SMART configuration lacks a capability."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class SmartConfigurationLacks:
    """Takes one capability out of `.well-known/smart-configuration` (SMART App Launch 2.2, conformance)."""

    id: ClassVar[str] = "smart_configuration_lacks"
    capability: Literal["launch-standalone"] = "launch-standalone"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the configuration without that capability; any other answer stays as it is."""
        if answer.endpoint != "smart_configuration":
            return answer
        told = json.loads(answer.body)
        told["capabilities"] = [one for one in told["capabilities"] if one != self.capability]
        return replace(answer, body=json.dumps(told).encode())
