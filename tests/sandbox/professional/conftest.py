from __future__ import annotations

import pytest
from builders.consulting import Consulting, consult
from builders.spaces import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def somebody(bench: Bench) -> Consulting:
    """A professional who is nobody's attending physician: the first that is no general practitioner."""
    return consult(bench, 1)
