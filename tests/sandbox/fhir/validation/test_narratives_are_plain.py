from __future__ import annotations

import pytest

from sandbox.fhir.validation.narrative import narrative_fault


def div(content: str) -> str:
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{content}</div>'


@pytest.mark.parametrize(
    "content",
    [
        "text",
        "<!-- remark --><p>x<br/></p>",
        '<p class="res-header-id" data-fhir="generated">x</p><hr/>',
        '<a name="x"> </a><table class="grid"><tr><td style="color: red">1</td></tr></table>',
        '<img src="#logo" alt="logo"/>',
        '<span xml:lang="fr" lang="fr">&eacute;t&eacute;&nbsp;&lt;&#233;</span>',
        "<![CDATA[x < y]]>",
    ],
)
def test_a_plain_narrative_is_accepted(content: str) -> None:
    assert narrative_fault(div(content)) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "text",
        "<p>x</p>",
        "<div>x</div>",
        div(""),
        div(" <p> </p> "),
        div("<script>alert(1)</script>"),
        div("<form>x</form>"),
        div('<p onclick="x()">x</p>'),
        div("<p>x"),
        div("x & y"),
        div("&unknown;"),
        '<?xml version="1.0"?><!DOCTYPE div>' + div("x"),
        div("x") + div("y"),
        div("\x00"),
        None,
        7,
        ["x"],
    ],
)
def test_anything_else_is_told(written: object) -> None:
    assert narrative_fault(written) is not None  # type: ignore[arg-type]
