from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.session_cookies import assert_no_token_in_cookies, assert_no_token_in_storage


@case("SES-03", requirement="REF-SES-04", play=sign_in(passive=True), on_screen=True)
def test_keeps_tokens_out_of_the_browser(episode: Episode) -> None:
    """No cookie and no storage of the browser holds a token in clear (SMART App Launch, app protection)."""
    assert_no_token_in_cookies(episode)
    assert_no_token_in_storage(episode)
