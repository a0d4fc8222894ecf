from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.launching import assert_unknown_issuer_left_alone
from conformance_suite.scripts.launches import initiated_at_unknown_issuer


@case("INJ-04", requirement="REF-INJ-02", play=initiated_at_unknown_issuer())
def test_signs_nobody_in_at_unknown_issuers(episode: Episode) -> None:
    """A sign-in that another site starts at an unknown issuer leads nobody there (OpenID Connect Core, 4)."""
    assert_unknown_issuer_left_alone(episode)
