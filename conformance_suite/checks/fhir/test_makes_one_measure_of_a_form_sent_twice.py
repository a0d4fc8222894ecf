from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import write_by_two_clicks
from conformance_suite.sending import assert_made_once


@case("FHIR-23", requirement="REF-FHR-08", play=write_by_two_clicks())
def test_makes_one_measure_of_a_form_sent_twice(episode: Episode) -> None:
    """A form that a person sends twice makes one resource (FHIR R4 http, 3.1.0.8.1: conditional create)."""
    assert_made_once(episode)
