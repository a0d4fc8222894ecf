from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_no_half_pairing
from conformance_suite.scripts.pairing import interrupted_sign_in


@case("MES-16", requirement="REF-PAR-03", play=interrupted_sign_in())
def test_begins_an_interrupted_pairing_again(episode: Episode) -> None:
    """A pairing left half-way leaves nobody signed in, and can be begun again (RFC 6749 4.1)."""
    assert_no_half_pairing(episode)
