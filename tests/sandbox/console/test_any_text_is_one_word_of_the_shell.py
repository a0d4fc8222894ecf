from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.console.shell import word

_HOSTILE = "'; touch /tmp/owned; echo '$(id)`id`\"\\\n!! ${HOME} %s é\u202e\u200b\x07\r\t-n"


def _given_back(written: str, shell: str) -> bytes:
    done = subprocess.run([shell, "-c", f"printf '%s' {written}"], capture_output=True, check=True, timeout=30)
    assert done.stderr == b""
    return done.stdout


@pytest.mark.parametrize("shell", ["sh", "bash"])
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
@example(text=_HOSTILE)
@example(text="")
@example(text="\n")
def test_the_shell_gives_back_what_was_written(shell: str, text: str) -> None:
    assert _given_back(word([text]), shell) == text.encode()


@given(text=st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=40))
def test_a_header_is_given_back_in_latin_1(text: str) -> None:
    assert _given_back(word([text], encoding="latin-1"), "sh") == text.encode("latin-1")


def test_nothing_that_acts_on_a_terminal_is_written_as_it_is() -> None:
    written = word([_HOSTILE])

    assert all(letter == "\n" or letter.isprintable() for letter in written)


def test_a_variable_is_no_text() -> None:
    assert word(["Bearer ", ("ACCESS_TOKEN",)]) == "'Bearer '\"$ACCESS_TOKEN\""
    assert word(["$ACCESS_TOKEN"]) == "'$ACCESS_TOKEN'"
