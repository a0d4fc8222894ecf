from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-08", requirement="REF-IDT-04", play=sign_in("id_token_unknown_crit"))
def test_rejects_id_token_with_unknown_critical_header(episode: Episode) -> None:
    """A JWS with an extension in `crit` that the app does not know is invalid (RFC 7515 4.1.11)."""
    assert_no_session(episode)
