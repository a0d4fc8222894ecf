from __future__ import annotations

import pytest
from builders.spaces import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()
