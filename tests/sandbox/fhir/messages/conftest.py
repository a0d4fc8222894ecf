from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.messages import Mailbox, mailbox

if TYPE_CHECKING:
    from builders.spaces import Bench


@pytest.fixture
def box(bench: Bench) -> Mailbox:
    return mailbox(bench)
