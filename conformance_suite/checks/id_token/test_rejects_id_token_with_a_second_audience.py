from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-19", requirement="REF-OAU-05", play=sign_in("id_token_audience_list"))
def test_rejects_id_token_with_a_second_audience(episode: Episode) -> None:
    """An additional audience that the app does not trust is refused (OpenID Connect Core 3.1.3.7, 3)."""
    assert_no_session(episode)
