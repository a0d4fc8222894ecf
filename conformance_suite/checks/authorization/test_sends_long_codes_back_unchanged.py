from conformance_suite.case import case
from conformance_suite.code_exchange import assert_code_unchanged
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in


@case("ARSP-16", requirement="REF-TOK-10", play=sign_in("issued_value_long", kind="code"))
def test_sends_long_codes_back_unchanged(episode: Episode) -> None:
    """A code of 8 KiB comes back as it was given, or the person reads an error (RFC 6749 4.1.2, A.11)."""
    assert_code_unchanged(episode)
