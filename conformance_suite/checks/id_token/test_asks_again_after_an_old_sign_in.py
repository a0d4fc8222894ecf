from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_no_session_of_an_old_sign_in

A_YEAR_AND_MORE = 400 * 86400  # seconds


@case("IDT-37", requirement="REF-IDT-11", play=sign_in("id_token_dated", claim="auth_time", seconds=-A_YEAR_AND_MORE))
def test_asks_again_after_an_old_sign_in(episode: Episode) -> None:
    """An app that asked with `max_age` lets nobody in who signed in long before (OpenID Connect Core 3.1.3.7, 13)."""
    assert_no_session_of_an_old_sign_in(episode)
