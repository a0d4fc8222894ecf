from conformance_suite.asking import assert_loop_cut
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_page_survives
from conformance_suite.scripts.fhir import read_then


@case("FHIR-16", requirement="REF-FHR-05", play=read_then("search_next_link", lane="stall", leads_to="itself"))
def test_leaves_a_search_that_goes_round(episode: Episode) -> None:
    """A next link that leads to the same page is not followed for ever, and the person is answered (FHIR R4 Search)."""
    assert_loop_cut(episode)
    assert_page_survives(episode)
