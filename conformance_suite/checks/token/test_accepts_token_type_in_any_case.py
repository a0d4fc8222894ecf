from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_session


@case("TOK-10", requirement="REF-TOK-03", play=sign_in("token_type_respelled"))
def test_accepts_token_type_in_any_case(episode: Episode) -> None:
    """The token type is compared whatever its case: the sign-in succeeds (RFC 6749 5.1)."""
    assert_session(episode)
