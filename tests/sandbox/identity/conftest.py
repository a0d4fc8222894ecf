from __future__ import annotations

import pytest
from builders.identity import Counter, professionals_counter
from builders.spaces import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def psc() -> Counter:
    return professionals_counter()
