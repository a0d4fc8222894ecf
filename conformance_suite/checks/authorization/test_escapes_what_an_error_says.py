from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.front_channel import LINK, MARKUP, assert_markup_escaped
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("ARSP-11", requirement="REF-AUT-08", play=sign_in("response_error", description=MARKUP, uri=LINK), on_screen=True)
def test_escapes_what_an_error_says(episode: Episode) -> None:
    """Markup in an error is escaped and its link not followed (RFC 6749 4.1.2.1; OWASP ASVS 5.0 V1)."""
    assert_markup_escaped(episode)
    assert_no_session(episode)
