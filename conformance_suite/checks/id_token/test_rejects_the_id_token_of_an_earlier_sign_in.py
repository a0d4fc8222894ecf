from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.returning import sign_in_twice
from conformance_suite.signing_in import assert_signed_out


@case("IDT-23", requirement="REF-OAU-04", play=sign_in_twice("id_token_replayed"))
def test_rejects_the_id_token_of_an_earlier_sign_in(episode: Episode) -> None:
    """The ID token of an earlier sign-in must not open another session (OpenID Connect Core 15.5.2)."""
    assert_signed_out(episode, ("after_return", "after"))
