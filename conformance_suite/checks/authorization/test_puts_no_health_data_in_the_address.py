from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.front_channel import assert_no_health_data_in_requests
from conformance_suite.scripts.sign_in import sign_in


@case("AREQ-06", requirement="REF-AUT-03", play=sign_in(passive=True))
def test_puts_no_health_data_in_the_address(episode: Episode) -> None:
    """No INS matricule, social security number or measure stands in an authorization request (GDPR article 5)."""
    assert_no_health_data_in_requests(episode.run)
