from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-25", requirement="REF-IDT-02", play=sign_in("id_token_without_claim", claim="exp"))
def test_rejects_id_token_without_expiry(episode: Episode) -> None:
    """`exp` is required: a token that never ends is refused (OpenID Connect Core 2; 3.1.3.7, 9)."""
    assert_no_session(episode)
