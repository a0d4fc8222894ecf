from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-15", requirement="REF-IDT-01", play=sign_in("id_token_without_claim", claim="iss"))
def test_rejects_id_token_without_issuer(episode: Episode) -> None:
    """The app must refuse an ID token that names no issuer (OpenID Connect Core 2; 3.1.3.7, 2)."""
    assert_no_session(episode)
