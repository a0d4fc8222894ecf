from conformance_suite.case import case
from conformance_suite.code_exchange import assert_sign_ins_not_mixed
from conformance_suite.episode import Episode
from conformance_suite.scripts.authorization import sign_in_from_two_tabs


@case("ARSP-22", requirement="REF-AUT-15", play=sign_in_from_two_tabs())
def test_keeps_two_sign_ins_apart(episode: Episode) -> None:
    """Of two sign-ins at once in one browser both succeed, or the older is dropped (RFC 9700 4.7; RFC 7636 4.5)."""
    assert_sign_ins_not_mixed(episode)
