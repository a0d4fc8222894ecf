from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-27", requirement="REF-IDT-03", play=sign_in("id_token_without_claim", claim="iat"))
def test_rejects_id_token_without_time_of_issue(episode: Episode) -> None:
    """`iat` is required (OpenID Connect Core 2)."""
    assert_no_session(episode)
