from __future__ import annotations

import pytest

from conformance_suite.commands import TEMPLATE
from conformance_suite.manifest import placeholders
from conformance_suite.manifest.placeholders import expand, expand_all, names


def test_a_placeholder_is_replaced_wherever_it_stands() -> None:
    assert expand("{issuer}/x?{client_id}", {"issuer": "https://s", "client_id": "c"}) == "https://s/x?c"


def test_doubled_braces_are_braces() -> None:
    assert expand('{{"a": "{issuer}"}}', {"issuer": "i"}) == '{"a": "i"}'
    assert list(names("{{not}} {this}")) == ["this"]


def test_a_value_is_not_expanded_again() -> None:
    assert expand("{issuer}", {"issuer": "{client_secret}", "client_secret": "s"}) == "{client_secret}"


def test_strings_inside_lists_and_mappings_are_expanded() -> None:
    assert expand_all({"{a}": ["{port}", 1, None, {"x": "{port}"}]}, {"port": "80"}) == {
        "{a}": ["80", 1, None, {"x": "80"}]
    }


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        expand("{issuer}", {})


def test_the_template_names_every_placeholder() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    undocumented = {name for name in placeholders.KNOWN if f"{{{name}}}" not in text}
    assert undocumented == {"issuer_2", "client_id_2", "client_secret_2"}  # of apps with two issuers
