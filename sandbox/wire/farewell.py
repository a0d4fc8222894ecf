"""How a connection ends: whoever ends it, the journal is to know whether what was sent had been read.

A peer that closes with unread bytes in its buffer answers with a reset. So after a last answer we keep silent for a
moment and let the peer close first: a reset then means that the answer was not read, never that our farewell was not.
"""

import asyncio
from typing import Literal

from sandbox.wire.conversation import Answer, Channel, Conversation
from sandbox.wire.limits import Limits
from sandbox.wire.stream import PeerResetError

Parting = Literal["closed", "reset", "abandoned"]


async def part(channel: Channel, limits: Limits, *, grace: bool) -> Parting:
    """See the peer off and return how it left; "abandoned" if it neither closed nor reset within the limits."""
    try:
        if grace:
            return await _gone(channel, limits.farewell_grace)
        return await _goodbye(channel, limits.linger_time)
    except TimeoutError:
        try:
            return await _goodbye(channel, limits.linger_time)
        except TimeoutError:
            return "abandoned"
        except PeerResetError:
            return "reset"
    except PeerResetError:
        return "reset"
    finally:
        channel.close()


async def refuse(conversation: Conversation, status: int) -> None:
    """Answer a request that we cannot take, as far as HTTP still allows it."""
    if not conversation.can_answer():
        return
    answer = Answer(
        status,
        (("Content-Type", "application/json"), ("Connection", "close")),
        b'{"error": "invalid_request", "error_description": "This is no HTTP request that we can take."}',
    )
    head, body = conversation.answer_bytes(answer)
    await conversation.channel.write(head + body)


async def _gone(channel: Channel, patience: float) -> Parting:
    async with asyncio.timeout(patience):
        return await channel.wait_until_gone()


async def _goodbye(channel: Channel, patience: float) -> Parting:
    if channel.ending is None:
        await channel.say_goodbye()
    return await _gone(channel, patience)
