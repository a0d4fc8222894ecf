from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-43", requirement="REF-OAU-05", play=sign_in("id_token_of_somebody_else"))
def test_rejects_the_id_token_of_another_person_and_client(episode: Episode) -> None:
    """A token about somebody else, made for another client, opens no session (OpenID Connect Core 16.11)."""
    assert_no_session(episode)
