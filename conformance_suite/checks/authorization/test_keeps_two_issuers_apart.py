from conformance_suite.case import case
from conformance_suite.code_exchange import assert_no_code_at_the_neighbour
from conformance_suite.episode import Episode
from conformance_suite.scripts.authorization import sign_in_by_a_hostile_issuer


@case("ARSP-08", requirement="REF-AUT-05", play=sign_in_by_a_hostile_issuer())
def test_keeps_two_issuers_apart(episode: Episode) -> None:
    """A code of one issuer is never given to the other (RFC 9700 4.4)."""
    assert_no_code_at_the_neighbour(episode)
