from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.keys import sign_in_with_key_set
from conformance_suite.witnesses import assert_no_session


@case("JWK-03", requirement="REF-JWK-02", play=sign_in_with_key_set("jwks_unavailable", uses=("jwks",)))
def test_signs_nobody_in_without_keys(episode: Episode) -> None:
    """Without the keys of the space no signature is verified, so nobody is signed in (OpenID Connect Core 10.1.1)."""
    assert_no_session(episode)
