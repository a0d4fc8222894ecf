from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-33", requirement="REF-IDT-06", play=sign_in("id_token_wrong_at_hash"))
def test_rejects_id_token_of_another_access_token(episode: Episode) -> None:
    """An `at_hash` that is there is compared with the access token (OpenID Connect Core 3.1.3.8)."""
    assert_no_session(episode)
