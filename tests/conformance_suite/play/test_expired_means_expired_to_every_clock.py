"""Apps that count in whole seconds: what is called expired is expired to them too, and for no longer than needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from conformance_suite.play import expired_everywhere

if TYPE_CHECKING:
    from collections.abc import Callable

LIFETIME = 1.0
MOMENTS = [17 + hundredth / 100 for hundredth in range(100)]  # at which an app may have read the token


def exact(read: float, now: float) -> bool:
    return now >= read + LIFETIME


def whole_seconds(read: float, now: float) -> bool:
    """As `int(time.time()) > expires_at` says it, with `expires_at` in whole seconds."""
    return math.floor(now) > math.floor(read) + LIFETIME


def noted_rounded_up(read: float, now: float) -> bool:
    """As a client says it that keeps the moment of expiry, rounded up."""
    return now > math.ceil(read) + LIFETIME


@pytest.mark.parametrize("has_expired", [exact, whole_seconds, noted_rounded_up])
def test_a_token_has_expired_by_every_clock(has_expired: Callable[[float, float], bool]) -> None:
    assert all(has_expired(read, expired_everywhere(read, LIFETIME)) for read in MOMENTS)


@pytest.mark.parametrize("has_expired", [whole_seconds, noted_rounded_up])
def test_a_second_less_would_be_too_early_for_some(has_expired: Callable[[float, float], bool]) -> None:
    assert not all(has_expired(read, expired_everywhere(read, LIFETIME) - 1) for read in MOMENTS)
    assert not all(has_expired(read, expired_everywhere(read, LIFETIME) - 0.1) for read in MOMENTS)


def test_no_more_is_waited_than_a_second_and_a_little() -> None:
    assert expired_everywhere(17.0, LIFETIME) < 17.0 + LIFETIME + 1.1
