from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.markup import assert_markup_is_text
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-28", requirement="REF-FHR-03", play=read_odd(script_in_words=31.17), on_screen=True)
def test_escapes_the_words_of_measures(episode: Episode) -> None:
    """Markup in display, text and note of a measure stands on a page as text, or not at all (OWASP ASVS V1)."""
    assert_markup_is_text(episode)
