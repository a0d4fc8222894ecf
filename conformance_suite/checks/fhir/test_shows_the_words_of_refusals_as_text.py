from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.markup import assert_markup_is_text
from conformance_suite.reading_again import assert_told_otherwise
from conformance_suite.scripts.fhir import read_then


@case("FHIR-13", requirement="REF-FHR-03", play=read_then("measures_refused", refusal="markup"), on_screen=True)
def test_shows_the_words_of_refusals_as_text(episode: Episode) -> None:
    """The words of an OperationOutcome are text on a page, which tells that something failed (FHIR R4 http)."""
    assert_markup_is_text(episode)
    assert_told_otherwise(episode, "read_measures")
