from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-07", requirement="REF-OAU-06", play=sign_in("id_token_other_algorithm"))
def test_rejects_id_token_of_another_algorithm(episode: Episode) -> None:
    """A good signature of another algorithm than the registered one is refused (OpenID Connect Core 3.1.3.7, 7)."""
    assert_no_session(episode)
