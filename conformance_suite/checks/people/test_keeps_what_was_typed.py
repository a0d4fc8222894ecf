from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import write_during_an_outage
from conformance_suite.sending import assert_typed_value_kept


@case("UX-04", requirement="REF-UX-03", play=write_during_an_outage())
def test_keeps_what_was_typed(episode: Episode) -> None:
    """What a person typed when the space failed stands on the page still, or is sent later (MES-ETH-03)."""
    assert_typed_value_kept(episode)
