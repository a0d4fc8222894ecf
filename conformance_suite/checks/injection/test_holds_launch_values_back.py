from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.launching import assert_launch_value_held_back
from conformance_suite.scripts.launches import launched_with_values


@case("INJ-03", requirement="REF-INJ-03", plays=launched_with_values())
def test_holds_launch_values_back(episode: Episode) -> None:
    """A launch value is escaped, and not handed on at any length (OWASP ASVS 5.0 V1 and V2)."""
    assert_launch_value_held_back(episode)
