from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_pairing_ended
from conformance_suite.scripts.fhir import act_then_read


@case("MES-04", requirement="REF-PAR-02", play=act_then_read("unpair"))
def test_forgets_a_pairing_ended_at_the_space(episode: Episode) -> None:
    """Unpaired at the space, the app drops its tokens, stops and tells the person (RFC 6749 5.2)."""
    assert_pairing_ended(episode, "unpair")
