from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_page_survives
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-06", requirement="REF-FHR-04", play=read_odd(ill_formed=31.17))
def test_survives_an_ill_formed_resource(episode: Episode) -> None:
    """A resource without what it must have, and with other types, brings no error to the person (FHIR R4 Resource)."""
    assert_page_survives(episode)
