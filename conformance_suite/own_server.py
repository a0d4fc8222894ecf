"""How the app's own server speaks TLS, where it is the app's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode


def assert_no_old_tls(episode: Episode) -> None:
    """Its server agrees to no version before TLS 1.2; that it speaks a newer one well, the driver's visits show."""
    if not episode.old_tls:
        raise NotApplicable("own_tls_not_met")
    agreed = [one.version for one in episode.old_tls if one.outcome == "agreed"]
    if agreed:
        raise Failure(
            "old_tls_agreed", exchanges=[visit.id for visit in episode.visits[:1]], versions=", ".join(agreed)
        )
    unknown = [one.version for one in episode.old_tls if one.outcome != "refused"]
    if unknown:
        raise Inconclusive("old_tls_not_offered", versions=", ".join(unknown))
