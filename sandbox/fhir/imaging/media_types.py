"""What a caller of DICOMweb wants (DICOM PS3.18, 8.7): parts of a multipart/related, or one thing as it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Request
from werkzeug.http import parse_options_header

from sandbox.fhir.access import RefusedError
from sandbox.fhir.imaging.dicom_names import EXPLICIT_LITTLE_ENDIAN
from sandbox.fhir.operation_outcome import outcome_answer

MULTIPART: Final = "multipart/related"


@dataclass(frozen=True)
class Offer:
    """A way to answer: of a media type, alone or in a multipart/related."""

    media_type: str
    multipart: bool = False

    @property
    def written(self) -> str:
        """The offer as an Accept header has it."""
        return f'{MULTIPART}; type="{self.media_type}"' if self.multipart else self.media_type


def everything(_asked: Request) -> None:
    """Refuse nothing (see `sandbox.fhir.interactions.call.interaction`): each answer of DICOMweb chooses by itself."""


def choose(asked: Request, *offers: Offer) -> Offer:
    """Return the offer that the Accept header (or the query parameter `accept`) wants most; the first when any will do.

    Raises:
        RefusedError: none is acceptable (406).
    """
    wanted = [*_wanted(asked)]
    if not wanted and not asked.accept_mimetypes:
        return offers[0]
    for media_range, parameters in wanted:
        for offer in offers:
            if _fits(media_range, parameters, offer):
                return offer
    served = " or ".join(offer.written for offer in offers)
    raise RefusedError(outcome_answer(406, "not-supported", f"Only {served} is served; see the Accept header"))


def _wanted(asked: Request) -> Iterator[tuple[str, dict[str, str]]]:
    written = asked.args.get("accept")
    if written is not None:
        yield parse_options_header(written)
        return
    # werkzeug puts the most specific first, whatever its quality.
    for one, quality in sorted(asked.accept_mimetypes, key=lambda accepted: -accepted[1]):
        if quality > 0:
            yield parse_options_header(one)


def _fits(media_range: str, parameters: dict[str, str], offer: Offer) -> bool:
    if parameters.get("transfer-syntax", "*") not in {"*", EXPLICIT_LITTLE_ENDIAN}:
        return False
    if media_range == "*/*":
        return True
    if media_range == MULTIPART:
        return offer.multipart and parameters.get("type", offer.media_type) in {offer.media_type, "*/*"}
    whole = media_range.removesuffix("/*")
    return not offer.multipart and (offer.media_type == media_range or offer.media_type.partition("/")[0] == whole)
