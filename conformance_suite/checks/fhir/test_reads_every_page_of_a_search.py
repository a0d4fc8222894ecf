from conformance_suite.asking import assert_every_page_read
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import read_then


@case("FHIR-15", requirement="REF-FHR-05", play=read_then("search_small_pages"))
def test_reads_every_page_of_a_search(episode: Episode) -> None:
    """Every next link is followed until there is none (FHIR R4 Search, paging; API Mesures 1.5.2, reading)."""
    assert_every_page_read(episode)
