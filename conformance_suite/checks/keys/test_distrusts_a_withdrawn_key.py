from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.returning import sign_in_by_withdrawn_key
from conformance_suite.signing_in import assert_signed_out


@case("JWK-06", requirement="REF-JWK-02", play=sign_in_by_withdrawn_key())
def test_distrusts_a_withdrawn_key(episode: Episode) -> None:
    """A key that is no longer published verifies nothing (OpenID Connect Core 10.1.1)."""
    assert_signed_out(episode, ("after_withdrawal", "after"))
