from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-16", requirement="REF-OAU-05", play=sign_in(fault="id_token_wrong_aud"))
def test_rejects_id_token_with_wrong_audience(episode: Episode) -> None:
    """The app must refuse an ID token made for another client (OpenID Connect Core 3.1.3.7, 3)."""
    assert_no_session(episode)
