"""What a message says: one text, and attachments whose content goes to Binary resources of the thread."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from sandbox.fhir.interactions.write import new_id
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.messages.content import mismatch
from sandbox.inferred import inferred
from sandbox.json_reading import object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_WHERE: Final = "Communication.payload"
_OF_AN_ATTACHMENT: Final = frozenset({"contentType", "data", "title", "size", "hash", "language", "creation"})


class TooLargeError(ValueError):
    """An attachment is larger than messages may carry; the message says which and how large."""


@dataclass(frozen=True)
class Payload:
    """A payload as it is kept, the Binary resources it leads to (without who may read them), and what is wrong."""

    parts: tuple[JsonObject, ...]
    binaries: tuple[JsonObject, ...]
    issues: tuple[Issue, ...]


def read_payload(written: JsonValue) -> Payload:
    """Read the payload that somebody sends.

    Raises:
        TooLargeError: an attachment is too large.
    """
    rules = inferred().messages
    parts: list[JsonObject] = []
    binaries: list[JsonObject] = []
    issues: list[Issue] = []
    items = written if isinstance(written, list) else []
    if not items:
        issues.append(error("required", "A message has a text or an attachment", _WHERE))
    texts = sum(isinstance(item, dict) and "contentString" in item for item in items)
    if texts > 1:
        issues.append(error("structure", "A message has one text", _WHERE))
    if len(items) - texts > rules.most_attachments:
        issues.append(error("too-long", f"A message has {rules.most_attachments} attachments at most", _WHERE))
        items = []
    for number, item in enumerate(items):
        where = f"{_WHERE}[{number}]"
        if isinstance(item, dict) and item.keys() == {"contentString"}:
            issues += _text_issues(item["contentString"], where)
            parts.append(item)
        elif isinstance(item, dict) and item.keys() == {"contentAttachment"}:
            content, found = _content(object_at(item, "contentAttachment"), f"{where}.contentAttachment")
            issues += found
            if not found:
                binary = _binary(object_at(item, "contentAttachment"), content)
                binaries.append(binary)
                parts.append({"contentAttachment": _kept(object_at(item, "contentAttachment"), binary, content)})
        else:
            issues.append(error("structure", "A part is a contentString or a contentAttachment, nothing else", where))
    return Payload(tuple(parts), tuple(binaries), tuple(issues))


def _text_issues(text: JsonValue, where: str) -> list[Issue]:
    longest = inferred().messages.longest_text
    if not isinstance(text, str) or not text.strip():
        return [
            error("required", "The text is empty: leave the part out, or write something", f"{where}.contentString")
        ]
    if len(text) > longest:
        return [
            error("too-long", f"A text has {longest} characters at most, not {len(text)}", f"{where}.contentString")
        ]
    return []


def _content(attachment: JsonObject, where: str) -> tuple[bytes, list[Issue]]:
    rules = inferred().messages
    unknown = sorted(attachment.keys() - _OF_AN_ATTACHMENT)
    if unknown:  # an url above all: nothing is fetched from elsewhere
        text = f"The content of an attachment comes in `data`; {', '.join(unknown)[:80]} cannot be given"
        return b"", [error("not-supported", text, where)]
    media_type = media_type_of(attachment)
    if media_type not in rules.attachment_types:
        text = f"An attachment is of type {', '.join(rules.attachment_types)}, not {(media_type or 'untyped')[:60]}"
        return b"", [error("not-supported", text, f"{where}.contentType")]
    try:
        content = base64.b64decode("".join((text_at(attachment, "data") or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return b"", [error("value", "The data is not base64 (RFC 4648, 4)", f"{where}.data")]
    if len(content) > rules.largest_attachment:
        raise TooLargeError(f"An attachment has {rules.largest_attachment} bytes at most, {where} has {len(content)}")
    wrong = mismatch(media_type, content, largest_image=rules.largest_image)
    if wrong:
        return content, [error("value", f"The content is not {media_type}: {wrong}", f"{where}.data")]
    return content, _contradictions(attachment, content, where)


def _contradictions(attachment: JsonObject, content: bytes, where: str) -> list[Issue]:
    issues: list[Issue] = []
    if "size" in attachment and (isinstance(attachment["size"], bool) or attachment["size"] != len(content)):
        issues.append(error("value", f"The size must be that of the content, {len(content)} bytes", f"{where}.size"))
    if "hash" in attachment and attachment["hash"] != _sha1(content):
        issues.append(
            error("value", f"The hash must be the SHA-1 of the content in base64, {_sha1(content)}", f"{where}.hash")
        )
    if "title" in attachment and not (text_at(attachment, "title") or "").strip():
        issues.append(error("value", "The title is empty: leave it out instead", f"{where}.title"))
    return issues


def media_type_of(attachment: JsonObject) -> str:
    """Return the media type without its parameters."""
    return (text_at(attachment, "contentType") or "").partition(";")[0].strip().lower()


def _binary(attachment: JsonObject, content: bytes) -> JsonObject:
    return {
        "resourceType": "Binary",
        "id": new_id(),
        "contentType": media_type_of(attachment),
        "data": base64.b64encode(content).decode(),
    }


def _kept(attachment: JsonObject, binary: JsonObject, content: bytes) -> JsonObject:
    told = {name: value for name, value in attachment.items() if name not in {"data", "size", "hash"}}
    return {**told, "url": f"Binary/{binary['id']}", "size": len(content), "hash": _sha1(content)}


def _sha1(content: bytes) -> str:
    return base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
