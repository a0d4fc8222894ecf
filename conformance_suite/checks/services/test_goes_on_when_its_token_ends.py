from conformance_suite.backend_services import assert_job_goes_on
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.backend_services import do_the_job_again


@case("BSA-03", requirement="REF-SVC-02", play=do_the_job_again())
def test_goes_on_when_its_token_ends(episode: Episode) -> None:
    """A service whose token has ended asks for another: there is no refresh token (SMART App Launch 2.2, 5.1.7)."""
    assert_job_goes_on(episode)
