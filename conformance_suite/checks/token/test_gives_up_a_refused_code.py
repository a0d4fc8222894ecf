from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.token_use import assert_one_code_each
from conformance_suite.witnesses import assert_journey_readable, assert_no_session


@case("TOK-01", requirement="REF-OAU-03", play=sign_in("token_error", error="invalid_grant"))
def test_gives_up_a_refused_code(episode: Episode) -> None:
    """After invalid_grant the code is not sent again and the person is told (RFC 6749 5.2)."""
    assert_one_code_each(episode)
    assert_no_session(episode)
    assert_journey_readable(episode, "login")
