from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import write_after_sign_in
from conformance_suite.sending import assert_devices_created_conditionally


@case("FHIR-42", requirement="REF-FHR-11", play=write_after_sign_in())
def test_creates_devices_conditionally(episode: Episode) -> None:
    """A device is created under its identifier, so that it is known again (API Mesures 1.5.2, ifNoneExist)."""
    assert_devices_created_conditionally(episode)
