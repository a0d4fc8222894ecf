from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_not_as_any_other
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-10", requirement="REF-FHR-01", play=read_odd(implicit_rules=31.17))
def test_respects_unknown_implicit_rules(episode: Episode) -> None:
    """A measure written under unknown implicitRules is not shown as any other (FHIR R4 Resource)."""
    assert_not_as_any_other(episode, ["31.17"])
