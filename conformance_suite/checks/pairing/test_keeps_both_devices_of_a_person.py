from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_both_devices_go_on
from conformance_suite.scripts.refreshing import read_on_two_devices


@case("MES-14", requirement="REF-PAR-05", play=read_on_two_devices())
def test_keeps_both_devices_of_a_person(episode: Episode) -> None:
    """A refresh on one device of a person does not take the tokens of the other (RFC 9700 4.14.2)."""
    assert_both_devices_go_on(episode)
