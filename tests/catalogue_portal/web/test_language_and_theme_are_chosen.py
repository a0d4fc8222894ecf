"""Language and theme: the person's choice wins, else browser and device decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.site import form_token

if TYPE_CHECKING:
    from flask import Flask


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr-FR,fr;q=0.9,en;q=0.5", "fr"), ("en-GB", "en"), ("de,en;q=0.3", "en"), ("de", "fr"), ("", "fr")],
)
def test_browser_decides_until_somebody_chooses(site: Flask, accepted: str, language: str) -> None:
    page = site.test_client().get("/", headers={"Accept-Language": accepted}).get_data(as_text=True)
    assert f'<html lang="{language}"' in page


def test_choice_of_language_is_kept_and_leads_back(site: Flask) -> None:
    client = site.test_client()
    token = form_token(client, "/catalogue?words=a")
    answer = client.post(
        "/language",
        data={"language": "en", "form_token": token},
        headers={"Referer": "http://localhost/catalogue?words=a"},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/catalogue?words=a"
    page = client.get("/catalogue", headers={"Accept-Language": "fr"}).get_data(as_text=True)
    assert '<html lang="en"' in page


@pytest.mark.parametrize("referer", ["https://evil.example/x", "http://localhost//evil.example", "", "nonsense"])
def test_choice_never_leads_to_another_site(site: Flask, referer: str) -> None:
    client = site.test_client()
    answer = client.post(
        "/theme", data={"theme": "dark", "form_token": form_token(client, "/")}, headers={"Referer": referer}
    )
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith("//")


def test_theme_is_written_on_the_page_only_when_chosen(site: Flask) -> None:
    client = site.test_client()
    assert "data-theme" not in client.get("/").get_data(as_text=True)
    client.post("/theme", data={"theme": "dark", "form_token": form_token(client, "/")})
    assert 'data-theme="dark"' in client.get("/").get_data(as_text=True)
    client.post("/theme", data={"theme": "auto", "form_token": form_token(client, "/")})
    assert "data-theme" not in client.get("/").get_data(as_text=True)


def test_unknown_choice_is_refused(site: Flask) -> None:
    client = site.test_client()
    assert client.post("/theme", data={"theme": "pink", "form_token": form_token(client, "/")}).status_code == 422
