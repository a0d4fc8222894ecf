from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-32", requirement="REF-IDT-06", play=sign_in("id_token_empty_sub"))
def test_rejects_id_token_with_an_empty_subject(episode: Episode) -> None:
    """An empty `sub` identifies nobody (OpenID Connect Core 2)."""
    assert_no_session(episode)
