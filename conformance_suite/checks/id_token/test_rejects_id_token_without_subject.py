from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-31", requirement="REF-IDT-03", play=sign_in("id_token_without_claim", claim="sub"))
def test_rejects_id_token_without_subject(episode: Episode) -> None:
    """`sub` is required: without it the token is about nobody (OpenID Connect Core 2)."""
    assert_no_session(episode)
