from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.launching import assert_unknown_issuer_left_alone
from conformance_suite.scripts.launches import launched_by_internal_server


@case("INJ-01", requirement="REF-INJ-02", play=launched_by_internal_server())
def test_calls_no_internal_address_of_a_launch(episode: Episode) -> None:
    """Nothing is called at an internal address that a launch names (SMART App Launch 2.2, 2.1; OWASP ASVS 5.0 V1)."""
    assert_unknown_issuer_left_alone(episode)
