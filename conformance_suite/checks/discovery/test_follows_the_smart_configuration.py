from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_from_start
from conformance_suite.smart import assert_token_endpoint_of_smart

PLAY = sign_in_from_start("capability_statement_elsewhere", uses=("smart_configuration", "metadata"))


@case("DISC-15", requirement="REF-DIS-08", play=PLAY)
def test_follows_the_smart_configuration(episode: Episode) -> None:
    """Where the CapabilityStatement names another token endpoint, the configuration counts (SMART App Launch 2.2)."""
    assert_token_endpoint_of_smart(episode)
