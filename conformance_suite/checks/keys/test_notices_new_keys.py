from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.returning import sign_in_after_rotation
from conformance_suite.signing_in import assert_signed_in


@case("JWK-01", requirement="REF-JWK-01", play=sign_in_after_rotation())
def test_notices_new_keys(episode: Episode) -> None:
    """After the keys have changed, an unknown `kid` makes the app read them again (OpenID Connect Core 10.1.1)."""
    assert_signed_in(episode, ("after_return", "after"))
