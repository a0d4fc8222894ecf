from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_served_as_before
from conformance_suite.scripts.pairing import refuse_secondary_use_then_read


@case("MES-12", requirement="REF-USE-01", play=refuse_secondary_use_then_read())
def test_serves_who_refuses_secondary_use(episode: Episode) -> None:
    """Who refuses that their data serve other ends still sees their measures, and stays signed in (GDPR 7.4)."""
    assert_served_as_before(episode, "refuse_secondary_use")
