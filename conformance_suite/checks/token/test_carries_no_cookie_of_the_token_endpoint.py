from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_after_sign_in
from conformance_suite.token_use import assert_cookie_not_carried


@case("TOK-22", requirement="REF-TOK-05", play=read_after_sign_in("token_cookie"))
def test_carries_no_cookie_of_the_token_endpoint(episode: Episode) -> None:
    """Cookies that the token endpoint sets do not come back (RFC 6265 5.3, state of one user agent)."""
    assert_cookie_not_carried(episode, "poincon_person")
