from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-28", requirement="REF-IDT-05", play=sign_in("id_token_dated", claim="iat", seconds=-604800))
def test_rejects_id_token_issued_a_week_ago(episode: Episode) -> None:
    """`iat` lets the app refuse tokens issued too long ago (OpenID Connect Core 3.1.3.7, 10)."""
    assert_no_session(episode)
