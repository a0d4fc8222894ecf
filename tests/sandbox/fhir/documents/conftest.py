from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents import Documents, pair

if TYPE_CHECKING:
    from builders.spaces import Bench


@pytest.fixture
def app(bench: Bench) -> Documents:
    return pair(bench)


@pytest.fixture
def other(bench: Bench, app: Documents) -> Documents:
    """Another app, paired with the same person."""
    return pair(bench, persona=app.paired.persona)


@pytest.fixture
def stranger(bench: Bench, app: Documents) -> Documents:
    """The same app, paired with another person."""
    return pair(bench, client=app.paired.client)
