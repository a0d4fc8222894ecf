"""FHIR-29: the content of a document is not what its metadata say."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

from sandbox.hooks import DocumentContent

_PDF: Final = "application/pdf"
_PAGE: Final = (  # as HTML and as XML
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{words}</title></head>'
    "<body><script>{script}</script>{words}</body></html>"
)
_DRAWING: Final = '<svg xmlns="http://www.w3.org/2000/svg" onload="{script}"><title>{words}</title></svg>'


@dataclass(frozen=True)
class DocumentContentLies:
    """Serves other content than the metadata announce: type, size and SHA-1 stand there (FHIR R4, 2.24.0.9).

    Kinds: `other_bytes`, of the type and size announced, so that only their hash tells; a page (`html`) or a drawing
    (`svg`) that runs `script` if a browser takes it for what it is: its size and hash are those announced, and only the
    type is another.
    """

    id: ClassVar[str] = "document_content_lies"
    kind: Literal["other_bytes", "html", "svg"] = "other_bytes"
    words: str = "Autre contenu"
    script: str = "poinconMarkup()"

    def document_content(self, content: DocumentContent) -> DocumentContent:
        """Return other content."""
        if self.kind == "html":
            return self._alive("text/html", _PAGE)
        if self.kind == "svg":
            return self._alive("image/svg+xml", _DRAWING)
        start = f"%PDF-1.4\n% {self.words}\n" if content.media_type == _PDF else f"<title>{self.words}</title>"
        return replace(content, data=start.encode().ljust(len(content.data)))

    def _alive(self, media_type: str, text: str) -> DocumentContent:
        data = text.format(words=self.words, script=self.script).encode()
        return DocumentContent(media_type, data, announced=data)
