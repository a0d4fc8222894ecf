from __future__ import annotations

import pytest
from builders.identity import Counter, professionals_counter


@pytest.fixture
def psc() -> Counter:
    return professionals_counter()
