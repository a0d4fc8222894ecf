from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-17", requirement="REF-IDT-03", play=sign_in("id_token_without_claim", claim="aud"))
def test_rejects_id_token_without_audience(episode: Episode) -> None:
    """The app must refuse an ID token that names no audience (OpenID Connect Core 2; 3.1.3.7, 3)."""
    assert_no_session(episode)
