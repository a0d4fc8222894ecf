from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_no_token_shown_at

PLACE = "/claims-of-somebody-else"


@case("UI-05", requirement="REF-UI-04", play=sign_in("id_token_distributed_claims", lane="twin", path=PLACE))
def test_shows_no_token_to_a_source_of_claims(episode: Episode) -> None:
    """No access token goes to the source of distributed claims (OpenID Connect Core 5.6.2)."""
    assert_no_token_shown_at(episode, PLACE)
