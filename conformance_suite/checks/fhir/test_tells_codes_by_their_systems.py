from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_not_as_any_other
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-37", requirement="REF-FHR-10", play=read_odd(unknown_system=31.17))
def test_tells_codes_by_their_systems(episode: Episode) -> None:
    """The code of a body weight under an unknown system is no body weight (FHIR R4 Coding)."""
    assert_not_as_any_other(episode, ["31.17"])
