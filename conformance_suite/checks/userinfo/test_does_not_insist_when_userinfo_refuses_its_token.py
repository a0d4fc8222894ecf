from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_journey_readable, assert_no_insistence


@case("UI-03", requirement="REF-UI-04", play=sign_in("userinfo_invalid_token", uses=("userinfo",)))
def test_does_not_insist_when_userinfo_refuses_its_token(episode: Episode) -> None:
    """After `invalid_token` the app refreshes once at most, and tells the person (RFC 6750 3.1)."""
    assert_no_insistence(episode, episode.exchanges("userinfo"), at_most=2)
    assert_journey_readable(episode, "login")
