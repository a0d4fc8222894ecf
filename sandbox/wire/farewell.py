"""How a connection ends: whoever ends it, the journal is to know whether what was sent had been read.

A peer that closes with unread bytes in its buffer answers with a reset. So after a last answer we keep silent for a
moment and let the peer close first: a reset then means that the answer was not read, never that our farewell was not.
"""

import asyncio
import json
from typing import Literal

from sandbox.surfaces import is_fhir
from sandbox.wire.conversation import Answer, Channel, Conversation
from sandbox.wire.limits import Limits
from sandbox.wire.stream import PeerResetError

_TOO_LONG = (413, 431)
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


async def refuse(conversation: Conversation, status: int, reason: str) -> None:
    """Answer a request that we cannot take, if HTTP still allows it, in the language of the surface it went to."""
    if not conversation.can_answer():
        return
    if is_fhir(conversation.target):
        media_type = "application/fhir+json"
        issue = {"severity": "error", "code": "too-long" if status in _TOO_LONG else "structure", "diagnostics": reason}
        told: object = {"resourceType": "OperationOutcome", "issue": [issue]}
    else:
        media_type, told = "application/json", {"error": "invalid_request", "error_description": reason}
    headers = (("Content-Type", media_type), ("Connection", "close"), ("Cache-Control", "no-store"))
    answer = Answer(status, headers, json.dumps(told).encode())
    head, body = conversation.answer_bytes(answer)
    await conversation.channel.write(head + body)


async def _gone(channel: Channel, patience: float) -> Parting:
    async with asyncio.timeout(patience):
        return await channel.wait_until_gone()


async def _goodbye(channel: Channel, patience: float) -> Parting:
    if channel.ending is None:
        await channel.say_goodbye()
    return await _gone(channel, patience)
