from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.consent_text import look_then_sign_in
from conformance_suite.seen_consent_text import assert_approved_text_shown


@case("MES-11", requirement="REF-CON-01", play=look_then_sign_in())
def test_shows_the_approved_consent_text(episode: Episode) -> None:
    """The page where people read what they consent to shows the text that was approved (CSP R.1111-39)."""
    assert_approved_text_shown(episode)
