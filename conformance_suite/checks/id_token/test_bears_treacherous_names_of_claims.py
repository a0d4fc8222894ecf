from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_no_element
from conformance_suite.witnesses import assert_journey_readable


@case("IDT-42", requirement="REF-IDT-12", play=sign_in("id_token_treacherous_claims"), on_screen=True)
def test_bears_treacherous_names_of_claims(episode: Episode) -> None:
    """Claims that nobody knows are ignored, whatever their names (RFC 7519 4; OWASP ASVS 5.0 V1)."""
    assert_no_element(episode, "poincon-claim")
    assert_journey_readable(episode, "login")
