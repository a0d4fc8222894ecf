"""Two carriers, one to the app and one to the space, over a line that is hung up on when its time is over."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import requests

from conformance_suite.driver.answers import MAX_BODY, Answer, NoAnswerError, read_answer, reason_of
from conformance_suite.driver.line import Carrier, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conformance_suite.driver.outgoing import Outgoing
    from sandbox.egress import Guard


class Wire:
    """What carries the requests of a browser, one at a time."""

    def __init__(self, ca_bundle: Path, guard: Guard, *, most: int = MAX_BODY) -> None:
        """`most` is how many bytes of an answer are read."""
        self._most = most
        self._line = Line()
        self._to_app = Carrier(self._line, ca_bundle, guard=guard)
        self._to_space = Carrier(self._line, ca_bundle)

    def to_space(
        self, outgoing: Outgoing, headers: Mapping[str, str], *, budget: float, cancelled: Callable[[], bool]
    ) -> Answer:
        """Send to the space, over a connection that is kept. Raises NoAnswerError."""
        return self._send(self._to_space, outgoing, headers, budget, cancelled)

    def to_app(
        self, outgoing: Outgoing, headers: Mapping[str, str], *, budget: float, cancelled: Callable[[], bool]
    ) -> Answer:
        """Send to the app, over a connection of its own: an app may serve one at a time. Raises NoAnswerError."""
        try:
            return self._send(self._to_app, outgoing, {**headers, "Connection": "close"}, budget, cancelled)
        finally:
            self._to_app.close()  # even if the app did not say that it would

    def close(self) -> None:
        """Let go of every connection."""
        self._to_app.close()
        self._to_space.close()

    def _send(
        self,
        carrier: Carrier,
        outgoing: Outgoing,
        headers: Mapping[str, str],
        budget: float,
        cancelled: Callable[[], bool],
    ) -> Answer:
        ends = time.monotonic() + budget
        with self._line.watched(budget, cancelled=cancelled):
            try:
                with carrier.carry(outgoing.method, outgoing.url, headers, outgoing.body, seconds=budget) as response:
                    answer = read_answer(response, outgoing.url, ends=ends, most=self._most)
            except (requests.RequestException, OSError, ValueError) as error:
                reason = "timeout" if self._line.hung_up else reason_of(error)
                raise NoAnswerError(reason, outgoing.url) from error
        if self._line.hung_up:  # the answer was cut by the watchdog and looks whole
            raise NoAnswerError("timeout", outgoing.url)
        return answer
