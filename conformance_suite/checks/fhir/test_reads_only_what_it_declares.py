from conformance_suite.asking import assert_only_declared_exchanges
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import watch_reads


@case("FHIR-43", requirement="REF-FHR-09", play=watch_reads())
def test_reads_only_what_it_declares(episode: Episode) -> None:
    """No family of data is called that the app does not declare (CSP R.1111-38; agreement of the app)."""
    assert_only_declared_exchanges(episode)
