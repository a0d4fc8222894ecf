from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-03", requirement="REF-IDT-04", play=sign_in("id_token_bad_signature", algorithms=("HS256",)))
def test_rejects_id_token_with_broken_hs256_signature(episode: Episode) -> None:
    """An app that registered HS256 must refuse a signature that does not hold (OpenID Connect Core 3.1.3.7, 8)."""
    assert_no_session(episode)
