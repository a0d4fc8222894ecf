from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_by_signed_request
from conformance_suite.signed_requests import assert_request_objects_sound


@case("JAR-01", requirement="REF-AUT-22", play=sign_in_by_signed_request())
def test_signs_its_requests_as_registered(episode: Episode) -> None:
    """Each has the registered algorithm, right iss and aud, a short exp and no sub (RFC 9101 4, 10.8)."""
    assert_request_objects_sound(episode.run)
