from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-05", requirement="REF-OAU-06", play=sign_in("id_token_alg_none", spelling="nOnE"))
def test_rejects_id_token_without_signature_in_odd_letters(episode: Episode) -> None:
    """`alg: nOnE` is no algorithm either: names are compared letter for letter (RFC 7515 4.1.1; RFC 8725 3.1)."""
    assert_no_session(episode)
