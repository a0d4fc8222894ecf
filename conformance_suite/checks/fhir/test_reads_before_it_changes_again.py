from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_page_survives
from conformance_suite.records import assert_read_before_changed_again
from conformance_suite.scripts.records import CONFLICT, look_while_others_write


@case("FHIR-20", requirement="REF-FHR-16", plays=look_while_others_write("412", "409"))
def test_reads_before_it_changes_again(episode: Episode) -> None:
    """A change refused because another came first is not sent again unread (FHIR R4 http, managing contention)."""
    assert_read_before_changed_again(episode, CONFLICT)
    assert_page_survives(episode, "read_messages")
