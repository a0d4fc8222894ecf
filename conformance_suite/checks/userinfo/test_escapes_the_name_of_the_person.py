from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_no_element
from conformance_suite.witnesses import assert_journey_readable


@case("UI-07", requirement="REF-UI-03", play=sign_in("name_with_markup"), on_screen=True)
def test_escapes_the_name_of_the_person(episode: Episode) -> None:
    """A name with markup in it is shown as text (OWASP ASVS 5.0 V1)."""
    assert_no_element(episode, "poincon-name")
    assert_journey_readable(episode, "login")
