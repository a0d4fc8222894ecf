"""Which addresses people may be sent back to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_portal.credentials.redirect_uris import accept_redirect_uris
from catalogue_portal.errors import Invalid


@pytest.mark.parametrize(
    ("uri", "kind", "loopback"),
    [
        ("https://carnet.example/callback", "web", False),
        ("https://carnet.example:8443/callback?from=mes", "web", False),
        ("http://localhost:5000/callback", "web", True),
        ("http://127.0.0.1/callback", "native", False),
        ("http://[::1]:9/callback", "native", False),
        ("fr.exemple.carnet:/callback", "native", False),
    ],
)
def test_an_address_of_the_app_itself_is_accepted(uri: str, kind: str, loopback: bool) -> None:  # noqa: FBT001
    assert accept_redirect_uris([uri], kind=kind, loopback=loopback) == [uri]


@pytest.mark.parametrize(
    "uri",
    [
        "http://carnet.example/callback",
        "http://localhost:5000/callback",
        "http://localhost.attacker.example/callback",
        "https://carnet.example/callback#here",
        "https://user@carnet.example/callback",
        "https://*.carnet.example/callback",
        "{app_url}/callback",
        "https:///callback",
        "https://carnet.example:port/",
        "https://[::1",
        "javascript:alert(1)",
        "fr.exemple.carnet:/callback",
        "//carnet.example/callback",
        "https://carnet.example/\\@attacker.example",
        "https://carnet.example/\n",
        "https://carnet.exámple/",
        "data:text/html,x",
        "",
        "https://carnet.example/" + "a" * 500,
    ],
)
def test_any_other_address_is_refused_for_a_web_app(uri: str) -> None:
    with pytest.raises(Invalid) as refusal:
        accept_redirect_uris(["https://carnet.example/callback", uri], kind="web", loopback=False)
    assert refusal.value.code == "bad_redirect_uri"
    assert len(refusal.value.members["errors"]["redirect_uris"]) == 1  # type: ignore[index]


def test_none_and_too_many_are_refused() -> None:
    for uris in ([], [f"https://carnet.example/{number}" for number in range(11)]):
        with pytest.raises(Invalid):
            accept_redirect_uris(uris, kind="web", loopback=False)


@given(st.lists(st.text(), min_size=1, max_size=3), st.sampled_from(["web", "native", "service"]))
def test_any_text_is_an_address_or_invalid(uris: list[str], kind: str) -> None:
    try:
        accept_redirect_uris(uris, kind=kind, loopback=True)
    except Invalid:
        return
