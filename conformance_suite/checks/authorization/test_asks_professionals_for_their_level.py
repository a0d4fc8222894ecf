from conformance_suite.authorization_requests import assert_asked_as_professionals
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.professionals import sign_in_a_professional


@case("AREQ-11", requirement="REF-PSC-07", play=sign_in_a_professional())
def test_asks_professionals_for_their_level(episode: Episode) -> None:
    """Pro Santé Connect is asked for acr_values=eidas1 and scope=openid scope_all (its technical documentation)."""
    assert_asked_as_professionals(episode)
