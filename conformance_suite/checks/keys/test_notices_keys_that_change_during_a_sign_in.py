from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.returning import sign_in_across_rotation
from conformance_suite.signing_in import assert_signed_in


@case("JWK-02", requirement="REF-JWK-01", play=sign_in_across_rotation())
def test_notices_keys_that_change_during_a_sign_in(episode: Episode) -> None:
    """Keys may change just before a token is signed (OpenID Connect Core 10.1.1)."""
    assert_signed_in(episode, ("after_return", "after"))
