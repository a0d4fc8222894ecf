from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import hand_over_after_sign_out
from conformance_suite.witnesses import assert_other_person_read


@case("SES-06", requirement="REF-SES-02", play=hand_over_after_sign_out())
def test_shows_nothing_of_who_signed_out(episode: Episode) -> None:
    """After a logout, whoever signs in next at the same browser sees nothing of the former (GDPR article 5)."""
    assert_other_person_read(episode, "second")
