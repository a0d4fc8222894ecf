from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-20", requirement="REF-IDT-06", play=sign_in("id_token_wrong_azp"))
def test_rejects_id_token_of_another_authorized_party(episode: Episode) -> None:
    """When `azp` is there it should be the app's own client_id (OpenID Connect Core 3.1.3.7, 5)."""
    assert_no_session(episode)
