from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import read_redirected_out_of_tls
from conformance_suite.wrong_tls import assert_nothing_in_the_clear


@case("TLS-13", requirement="REF-TLS-03", play=read_redirected_out_of_tls())
def test_does_not_follow_a_redirect_out_of_tls(episode: Episode) -> None:
    """A redirect to plain http is not followed (RFC 6750 5.3; RFC 9700, TLS)."""
    assert_nothing_in_the_clear(episode)
