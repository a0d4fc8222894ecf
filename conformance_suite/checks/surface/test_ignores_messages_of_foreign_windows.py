from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.foreign_messages import assert_foreign_messages_ignored
from conformance_suite.scripts.surface import hear_foreign_messages


@case("INJ-10", requirement="REF-HDR-06", play=hear_foreign_messages())
def test_ignores_messages_of_foreign_windows(episode: Episode) -> None:
    """A listener follows messages of the origins that it knows only (OWASP ASVS 5.0 V3.5; HTML, postMessage)."""
    assert_foreign_messages_ignored(episode)
