from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_journey_readable, assert_no_session


@case("IDT-26", requirement="REF-IDT-05", play=sign_in("id_token_exp_as_text"))
def test_refuses_an_expiry_that_is_no_number(episode: Episode) -> None:
    """`exp` is a number; another type is refused, and the person reads a page (RFC 7519 2, 4.1.4)."""
    assert_no_session(episode)
    assert_journey_readable(episode, "login")
