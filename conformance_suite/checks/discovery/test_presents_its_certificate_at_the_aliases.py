from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.mutual_tls import assert_aliases_used
from conformance_suite.scripts.mutual_tls import watch_certificates


@case("DISC-13", requirement="REF-DIS-10", play=watch_certificates())
def test_presents_its_certificate_at_the_aliases(episode: Episode) -> None:
    """Who is known by a certificate calls the addresses that are published for certificates (RFC 8705 5)."""
    assert_aliases_used(episode.run)
