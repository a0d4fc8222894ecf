from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_repeats_with_measure, assert_shows_no_part, assert_told
from conformance_suite.scripts.network import read_during


@case("NET-04", requirement="REF-NET-03", play=read_during("answer_maintenance_page"))
def test_tells_of_maintenance(episode: Episode) -> None:
    """A maintenance page of the space becomes a message for the person (RFC 9110 15.6.4; OWASP ASVS 5.0 V16)."""
    assert_told(episode, "read_measures")
    assert_shows_no_part(episode)
    assert_repeats_with_measure(episode, "measures_read")
