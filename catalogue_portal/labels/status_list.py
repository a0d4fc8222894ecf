"""A Token Status List: two bits for each label, packed, compressed and written in base64url.

Follows the IETF Token Status List (draft-ietf-oauth-status-list, sections 4 and 7): the first index occupies the least
significant bits of the first byte, and the compression is ZLIB.
"""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

BITS = 2
_PER_BYTE = 8 // BITS
_MASK = (1 << BITS) - 1
_LARGEST_BYTES = 1 << 20


class StatusListError(ValueError):
    """A status list cannot be read, or has no such index."""


class StatusValue(IntEnum):
    """The values that this project writes (section 7.1); 3 is application specific and never written."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


@dataclass(frozen=True)
class StatusList:
    """The packed statuses; a list has a fixed size, so that its length does not tell how many labels there are."""

    packed: bytes

    @classmethod
    def of(cls, statuses: Mapping[int, StatusValue], *, size: int) -> Self:
        """Pack `statuses` by index into a list of `size` entries; an index that is not mentioned is valid.

        Raises:
            StatusListError: an index lies outside the list, or `size` is not a positive multiple of four.
        """
        if size <= 0 or size % _PER_BYTE:
            raise StatusListError(f"a list of {size} entries does not fill whole bytes")
        packed = bytearray(size // _PER_BYTE)
        for index, status in statuses.items():
            if not 0 <= index < size:
                raise StatusListError(f"index {index} is outside a list of {size}")
            packed[index // _PER_BYTE] |= status << (index % _PER_BYTE * BITS)
        return cls(bytes(packed))

    @classmethod
    def decode(cls, encoded: str) -> Self:
        """Read the `lst` member of a status list claim; refuse what would inflate beyond a mebibyte.

        Raises:
            StatusListError: not base64url, not ZLIB, cut off, followed by something, or too large.
        """
        inflate = zlib.decompressobj()
        try:
            compressed = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
            packed = inflate.decompress(compressed, _LARGEST_BYTES)
        except (binascii.Error, ValueError, zlib.error) as error:
            raise StatusListError("the list is not compressed base64url") from error
        if not inflate.eof or inflate.unused_data:
            raise StatusListError("the list is cut off, too large, or followed by something else")
        return cls(packed)

    def encode(self) -> str:
        """Return the `lst` member of a status list claim."""
        return base64.urlsafe_b64encode(zlib.compress(self.packed, 9)).rstrip(b"=").decode()

    def __len__(self) -> int:
        return len(self.packed) * _PER_BYTE

    def value(self, index: int) -> int:
        """Return the two bits at `index`, also when they are none of the values that we write.

        Raises:
            StatusListError: the list has no such index.
        """
        if not 0 <= index < len(self):
            raise StatusListError(f"the list has no index {index}")
        return self.packed[index // _PER_BYTE] >> (index % _PER_BYTE * BITS) & _MASK
