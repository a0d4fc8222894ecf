from conformance_suite.case import case
from conformance_suite.code_exchange import assert_code_unchanged
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in

# In the twin lane: a code that was altered is none that the space knows, and would be laid at nobody's door in a crowd.
PLAY = sign_in("issued_value_long", lane="twin", kind="code")


@case("ARSP-16", requirement="REF-TOK-10", play=PLAY)
def test_sends_long_codes_back_unchanged(episode: Episode) -> None:
    """A code of 8 KiB comes back as it was given, or the person reads an error (RFC 6749 4.1.2, A.11)."""
    assert_code_unchanged(episode)
