from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_inline_scripts_held_back
from conformance_suite.scripts.sign_in import sign_in


@case("HDR-02", requirement="REF-HDR-03", play=sign_in(passive=True))
def test_lets_no_inline_script_run_freely(episode: Episode) -> None:
    """A content security policy lets no inline script run that was not named (OWASP ASVS 5.0 V3.4)."""
    assert_inline_scripts_held_back(episode)
