from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.discovery import discovery_in_ways
from conformance_suite.witnesses import assert_no_authorization_request, assert_no_session
from conformance_suite.wrong_metadata import assert_nothing_asked

WAYS = ("stranger", "alg_none", "expired", "wrong_iss", "absent")


@case("DISC-17", requirement="REF-DIS-11", plays=discovery_in_ways("signed_metadata_unsound", "way", *WAYS))
def test_believes_only_sound_signed_metadata(episode: Episode) -> None:
    """Who takes signed metadata only asks for nothing where they are unsound (RFC 8414 2.1; RFC 7519 4.1.4)."""
    assert_no_authorization_request(episode)
    assert_nothing_asked(episode)
    assert_no_session(episode)
