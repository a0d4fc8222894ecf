"""Keeps the measures that it read for the next visit of the same browser, whoever pairs there meanwhile."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = ("MES-09", "FHIR-18", "FHIR-36")


class Diary(Conformant):
    """What was read is kept with the browser, and shown beside what is read next."""

    def read(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """The measures of now and of before."""
        page = super().read(query, form, sid)
        kept = self.kept
        before = kept.get(sid, "")
        kept[sid] = page.body
        page.body += before
        return page

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Take the memory along."""
        page = super().callback(query, form, sid)
        self.kept[str(page.cookie)] = self.kept.pop(sid, "")
        return page

    @property
    def kept(self) -> dict[str, str]:
        """The last page of measures by browser."""
        pages: dict[str, str] = self.__dict__.setdefault("pages", {})
        return pages
