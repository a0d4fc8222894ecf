"""How an answer leaves: whole, withheld, cut, in drops, or not at all; and what became of it."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.hooks import Cut, Deliver, Drip, Endless, Hang, Late, Reset, WireAnswer
from sandbox.wire.conversation import Answer, Conversation
from sandbox.wire.stream import PeerResetError

Sent = Literal["whole", "partial", "none"]


@dataclass(frozen=True)
class Delivery:
    """How much of the answer the kernel took, and whether the connection may carry another request."""

    sent: Sent
    goes_on: bool


async def deliver(conversation: Conversation, answer: WireAnswer, *, withheld: Callable[[], None]) -> Delivery:
    """Send `answer` as its behaviour says; `withheld` is called once when an answer starts to be kept back."""
    match answer.behaviour:
        case Deliver():
            return await _whole(conversation, answer)
        case Hang(seconds) | Late(seconds):
            withheld()
            return await _keep_back(conversation, answer, seconds)
        case Cut(after):
            return await _cut(conversation, answer, after)
        case Drip(size, pause):
            withheld()
            return await _drip(conversation, answer, size=max(size, 1), pause=pause)
        case Reset(after):
            return await _reset(conversation, answer, after)
        case Endless(pause):
            withheld()
            return await _endless(conversation, answer, pause)


async def _whole(conversation: Conversation, answer: WireAnswer) -> Delivery:
    head, body = conversation.answer_bytes(_http(answer))
    if conversation.channel.ending == "reset":
        return Delivery("none", goes_on=False)
    try:
        await conversation.channel.write(head + body)
    except PeerResetError:
        return Delivery("partial", goes_on=False)
    return Delivery("whole", goes_on=conversation.next_cycle())


async def _keep_back(conversation: Conversation, answer: WireAnswer, seconds: float) -> Delivery:
    """Whoever has waited that long gets a late answer whole, and of a hang the end of the connection."""
    try:
        async with asyncio.timeout(seconds):
            await conversation.channel.wait_until_gone()
    except TimeoutError:
        if isinstance(answer.behaviour, Late):
            return await _whole(conversation, answer)
        conversation.channel.leave_silently()
    return Delivery("none", goes_on=False)


async def _cut(conversation: Conversation, answer: WireAnswer, after: int) -> Delivery:
    head, body = conversation.answer_bytes(_http(answer))
    try:
        await conversation.channel.write(head + body[:after])
    except PeerResetError:
        return Delivery("partial", goes_on=False)
    conversation.channel.leave_silently()
    return Delivery("whole" if after >= len(body) else "partial", goes_on=False)


async def _drip(conversation: Conversation, answer: WireAnswer, *, size: int, pause: float) -> Delivery:
    head, body = conversation.answer_bytes(_http(answer))
    try:
        await conversation.channel.write(head)
        for start in range(0, len(body), size):
            await conversation.channel.write(body[start : start + size])
            await asyncio.sleep(pause)
    except PeerResetError:
        return Delivery("partial", goes_on=False)
    return Delivery("whole", goes_on=conversation.next_cycle())


async def _reset(conversation: Conversation, answer: WireAnswer, after: int) -> Delivery:
    if after:
        head, body = conversation.answer_bytes(_http(answer))
        with contextlib.suppress(PeerResetError):
            await conversation.channel.write(head + body[:after])
    conversation.channel.reset()
    return Delivery("partial" if after else "none", goes_on=False)


async def _endless(conversation: Conversation, answer: WireAnswer, pause: float) -> Delivery:
    """Chunks are written by hand: HTTP libraries see to it that a body ends."""
    head, _ = conversation.answer_bytes(_http(answer))
    lines = [line for line in head.split(b"\r\n") if line and not line.lower().startswith(b"content-length:")]
    chunk = b"%x\r\n%b\r\n" % (len(answer.body), answer.body)
    try:
        await conversation.channel.write(b"\r\n".join([*lines, b"Transfer-Encoding: chunked", b"", b""]))
        while conversation.channel.ending is None:
            await conversation.channel.write(chunk)
            await asyncio.sleep(pause)
    except PeerResetError:
        pass
    return Delivery("partial", goes_on=False)


def _http(answer: WireAnswer) -> Answer:
    return Answer(answer.status, answer.headers, answer.body)
