from conformance_suite.asking import assert_nobody_asked_for
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_for_nobody


@case("FHIR-02", requirement="REF-FHR-15", play=read_for_nobody())
def test_asks_for_no_measures_of_nobody(episode: Episode) -> None:
    """Tokens that name no patient open no record: nothing is asked for (SMART App Launch 2.2, context; idPe)."""
    assert_nobody_asked_for(episode)
