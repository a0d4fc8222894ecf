"""What a SMART client makes of what the FHIR server says of itself (SMART App Launch 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.authorization_requests import asks_for_launch_context
from conformance_suite.signing_in import assert_signed_in
from conformance_suite.verdicts import Failure, NotApplicable
from conformance_suite.witnesses import assert_journey_readable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode


def assert_stops_without_standalone_launch(episode: Episode) -> None:
    """Nobody is sent off for a launch context, and the person reads why; an app that did not start has stopped.

    Who reads the configuration for its addresses only, and asks for no such context, needs no such capability.
    """
    controls = episode.controls(episode.shape)
    asked = [
        one for each in (episode, *controls) for one in each.exchanges("authorize") if asks_for_launch_context(one)
    ]
    if not asked:
        raise NotApplicable("no_smart_launch")
    begun = [one for one in episode.exchanges("authorize") if asks_for_launch_context(one)]
    if begun:
        raise Failure("launch_not_offered", exchanges=[one.id for one in begun])
    if not episode.refused_to_start:
        assert_journey_readable(episode, "login")


def assert_token_endpoint_of_smart(episode: Episode) -> None:
    """No code goes to the other address, and the sign-in succeeds."""
    astray = episode.exchanges("canary")
    if astray:
        raise Failure("code_to_the_other_address", exchanges=[one.id for one in astray])
    assert_signed_in(episode)
