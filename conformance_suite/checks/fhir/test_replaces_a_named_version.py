from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.records import assert_replacements_name_versions
from conformance_suite.scripts.records import look_at_messages


@case("FHIR-19", requirement="REF-FHR-16", play=look_at_messages())
def test_replaces_a_named_version(episode: Episode) -> None:
    """Whatever replaces a resource names the version that it replaces (FHIR R4 http, 3.1.0.5: managing contention)."""
    assert_replacements_name_versions(episode)
