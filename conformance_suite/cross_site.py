"""What another site could bring about through a person's browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure, Inconclusive

if TYPE_CHECKING:
    from conformance_suite.episode import Episode


def assert_not_unpaired(episode: Episode) -> None:
    """After the forged form the person is still paired, and no token of theirs was revoked.

    Where no cookie signs anybody in, another site sends none that could: then the person's own page says who is paired.
    """
    forged = episode.visits_of("cross_site")
    if not forged:
        raise Inconclusive("not_delivered")
    revoked = episode.exchanges("revoke", after=forged[0].started)
    before, probe = episode.probe("kept_before"), episode.probe("kept")
    if before is not None and before.signed_in is False and not revoked:
        probe = episode.probe("after")
        if probe is not None and not probe.signed_in:
            raise Inconclusive("session_unreadable")
    if probe is None or probe.signed_in is None:
        raise Inconclusive("session_unreadable")
    if revoked or not probe.signed_in:
        raise Failure("unpaired_by_another_site", exchanges=[forged[0].id, *(one.id for one in revoked)])
