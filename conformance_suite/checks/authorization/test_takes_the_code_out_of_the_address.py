from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.front_channel import assert_code_leaves_the_address
from conformance_suite.scripts.sign_in import sign_in


@case("ARSP-19", requirement="REF-AUT-11", play=sign_in(passive=True), on_screen=True)
def test_takes_the_code_out_of_the_address(episode: Episode) -> None:
    """The page that a sign-in ends on has no code in its address (RFC 9700 4.2.4)."""
    assert_code_leaves_the_address(episode.run)
