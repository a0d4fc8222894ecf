from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.records import assert_content_as_announced, assert_content_does_not_run
from conformance_suite.scripts.records import OTHER_CONTENT, open_content

ANNOUNCED = "other_bytes"  # but for their hash


@case("FHIR-29", requirement="REF-FHR-14", plays=open_content(ANNOUNCED, "html", "svg"), on_screen=True)
def test_checks_and_contains_documents(episode: Episode) -> None:
    """A content of another hash is not handed out, and none runs in the browser (FHIR R4 Attachment, 2.24.0.9)."""
    assert_content_does_not_run(episode)
    if episode.variant == ANNOUNCED:
        assert_content_as_announced(episode, OTHER_CONTENT)
