"""What a page makes of messages that a window of another origin sends to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode


def assert_foreign_messages_ignored(episode: Episode) -> None:
    """Nothing comes of them: no markup, no words, nothing stored, no request to where they point."""
    if not episode.foreign_messages:
        raise Inconclusive("no_page_to_tell")
    if not any(one.listens for one in episode.foreign_messages):
        raise NotApplicable("no_listener")
    for heard in episode.foreign_messages:
        if heard.obeyed:
            pages = [visit.id for visit in episode.visits[-1:]]
            raise Failure("foreign_message_obeyed", exchanges=pages, obeyed=", ".join(heard.obeyed))
