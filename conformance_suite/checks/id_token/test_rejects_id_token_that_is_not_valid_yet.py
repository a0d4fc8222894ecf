from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-29", requirement="REF-IDT-05", play=sign_in("id_token_dated", claim="nbf", seconds=86400))
def test_rejects_id_token_that_is_not_valid_yet(episode: Episode) -> None:
    """A token is not accepted before `nbf` (RFC 7519 4.1.5)."""
    assert_no_session(episode)
