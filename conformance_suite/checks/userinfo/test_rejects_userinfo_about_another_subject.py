from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import SOMEBODY_ELSE, assert_userinfo_not_used


@case("UI-01", requirement="REF-UI-01", play=sign_in("userinfo_wrong_sub", uses=("userinfo",), name=SOMEBODY_ELSE))
def test_rejects_userinfo_about_another_subject(episode: Episode) -> None:
    """UserInfo whose `sub` is not that of the ID token is not used (OpenID Connect Core 5.3.2)."""
    assert_userinfo_not_used(episode)
