from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import sign_out
from conformance_suite.signing_out import assert_signed_out


@case("LGO-04", requirement="REF-LGO-01", play=sign_out("logout_endpoint_fails", uses=("logout",)))
def test_signs_out_although_the_space_fails(episode: Episode) -> None:
    """The app's own session is over although the end of the other fails (RP-Initiated Logout 2; ASVS 5.0 V7)."""
    assert_signed_out(episode)
