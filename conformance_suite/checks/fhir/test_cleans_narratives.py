from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.markup import assert_markup_is_text
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-27", requirement="REF-FHR-03", play=read_odd(script_in_narrative=31.17), on_screen=True)
def test_cleans_narratives(episode: Episode) -> None:
    """Scripts, handlers and images of a narrative do not come alive on a page (FHIR R4 Narrative)."""
    assert_markup_is_text(episode)
