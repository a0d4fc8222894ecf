"""Texts that people must write: reasons, questions, answers."""

from catalogue_portal.errors import Invalid

LONGEST = 20_000


def required_text(name: str, value: str, *, at_least: int = 10) -> str:
    """Return the text without surrounding space; `Invalid` when it says nothing or far too much."""
    text = value.strip()
    if len(text) < at_least:
        raise Invalid(f"{name}: write at least {at_least} characters.", errors={name: ["too short"]})
    return limited_text(name, text)


def limited_text(name: str, value: str) -> str:
    """Return the text without surrounding space, empty allowed; `Invalid` when it is far too long."""
    text = value.strip()
    if len(text) > LONGEST:
        raise Invalid(f"{name}: write at most {LONGEST} characters.", errors={name: ["too long"]})
    return text
