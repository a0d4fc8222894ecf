from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.front_channel import assert_not_sent_elsewhere
from conformance_suite.scripts.launches import initiated_with_targets


@case("INJ-05", requirement="REF-AUT-10", plays=initiated_with_targets())
def test_ends_no_sign_in_elsewhere(episode: Episode) -> None:
    """`target_link_uri` leads to pages of the app only, so that it is no open redirector (OpenID Connect Core, 4)."""
    assert_not_sent_elsewhere(episode)
