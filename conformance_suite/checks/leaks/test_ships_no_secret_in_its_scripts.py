from conformance_suite.bundled_secrets import assert_no_secret_in_bundle
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.surface import fetch_scripts


@case("LEAK-08", requirement="REF-LEA-06", play=fetch_scripts())
def test_ships_no_secret_in_its_scripts(episode: Episode) -> None:
    """No script of the app, or source map, holds its secret or a private key (OWASP ASVS 5.0 V13.3; RFC 7517 9.2)."""
    assert_no_secret_in_bundle(episode)
