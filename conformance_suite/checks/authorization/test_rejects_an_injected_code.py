from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.authorization import inject_code
from conformance_suite.witnesses import assert_no_session


@case("ARSP-05", requirement="REF-AUT-04", play=inject_code())
def test_rejects_an_injected_code(episode: Episode) -> None:
    """A code of another sign-in put into the response signs nobody in (RFC 9700 2.1.1, 4.5)."""
    assert_no_session(episode)
