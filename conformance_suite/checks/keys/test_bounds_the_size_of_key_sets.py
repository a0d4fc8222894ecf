from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_told_in_time
from conformance_suite.scripts.keys import sign_in_with_key_set
from conformance_suite.witnesses import assert_no_session


@case("JWK-07", requirement="REF-JWK-05", play=sign_in_with_key_set("jwks_huge", uses=("jwks",)))
def test_bounds_the_size_of_key_sets(episode: Episode) -> None:
    """A key set of 10 MiB is not read to its end (OWASP ASVS 5.0 V13)."""
    assert_no_session(episode)
    assert_told_in_time(episode, "login")
