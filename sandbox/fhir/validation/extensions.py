"""Extensions whose definition is known are kept while the walk meets them, to be held to it afterwards."""

from sandbox.fhir.validation.examination import Examination
from sandbox.fhir.validation.place import Place
from sandbox.fhir.validation.profile_library import extension_named
from sandbox.json_reading import text_at
from sandbox.json_value import JsonValue


def keep(node: JsonValue, place: Place, run: Examination) -> None:
    """Keep an extension, if its URL is one that is known; nested ones have bare names and are their owner's affair."""
    url = text_at(node, "url")
    if url is not None and ":" in url and isinstance(node, dict) and extension_named(url) is not None:
        run.extensions.append((node, place))
