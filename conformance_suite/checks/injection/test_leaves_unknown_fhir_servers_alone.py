from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.launching import assert_unknown_issuer_left_alone
from conformance_suite.scripts.launches import launched_by_unknown_server


@case("INJ-02", requirement="REF-INJ-02", play=launched_by_unknown_server())
def test_leaves_unknown_fhir_servers_alone(episode: Episode) -> None:
    """An unknown FHIR server is refused before it is asked anything, or the person is (SMART App Launch 2.2, 2.1)."""
    assert_unknown_issuer_left_alone(episode)
