from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_signed_in


@case("IDT-34", requirement="REF-IDT-07", play=sign_in("id_token_without_claim", claim="at_hash"))
def test_accepts_id_token_without_at_hash(episode: Episode) -> None:
    """In the code flow `at_hash` is optional (OpenID Connect Core 3.1.3.6)."""
    assert_signed_in(episode)
