from __future__ import annotations

import pytest

from conformance_suite.references import host_of, resolved

PAGE = "http://localhost:8000/callback?code=1"
OWN, OTHER = "localhost", "elsewhere.example"


@pytest.mark.parametrize(
    ("reference", "host"),
    [
        ("", OWN),
        ("me", OWN),
        ("?next=//elsewhere.example", OWN),
        ("/me?next=\\\\elsewhere.example", OWN),
        ("/me#//elsewhere.example", OWN),
        ("/me//elsewhere.example", OWN),
        ("/%2Felsewhere.example", OWN),
        ("http:elsewhere.example/x", OWN),
        ("http:/elsewhere.example/x", OWN),
        ("http:\\elsewhere.example/x", OWN),
        ("http:\\\\elsewhere.example/x", OTHER),
        ("https:elsewhere.example/x", OTHER),
        ("HTTPS:\\elsewhere.example", OTHER),
        ("https:///elsewhere.example/x", OTHER),
        ("//elsewhere.example", OTHER),
        ("///elsewhere.example", OTHER),
        ("/\\elsewhere.example", OTHER),
        ("\\/\\/elsewhere.example", OTHER),
        ("/\t/elsewhere.example", OTHER),
        ("/\r\n/elsewhere.example", OTHER),
        ("ht\ttps:elsewhere.example", OTHER),
        (" \x01https://elsewhere.example ", OTHER),
        ("//elsewhere%2Eexample/", OTHER),
        ("//ELSEWHERE.example", OTHER),
        ("http://localhost:8000@elsewhere.example/", OTHER),
        ("//me:8@elsewhere.example:99/x", OTHER),
        ("//elsewhere.example\\@localhost/", OTHER),
        ("javascript:alert(1)", None),
        ("//[::bad", None),
    ],
)
def test_a_reference_leads_where_browsers_go(reference: str, host: str | None) -> None:
    """As `new URL(reference, page).hostname` of a browser and of Node tells."""
    assert host_of(reference, PAGE) == host


def test_a_path_is_resolved_beside_the_page() -> None:
    assert resolved("me?a=1#b", PAGE) == "http://localhost:8000/me?a=1#b"
    assert resolved("\\me\\you", PAGE) == "http://localhost:8000/me/you"
