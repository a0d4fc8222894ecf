from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-04", requirement="REF-OAU-06", play=sign_in(fault="id_token_alg_none"))
def test_rejects_id_token_without_signature(episode: Episode) -> None:
    """The app must refuse an ID token with `alg: none`, whatever it registered (RFC 8725 3.1, 3.2)."""
    assert_no_session(episode)
