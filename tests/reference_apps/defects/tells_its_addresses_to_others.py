"""Names the patient in the address of a page, and has a picture elsewhere learn that address."""

import urllib.parse

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "LEAK-02"


class Diary(Conformant):
    """The list of measures stands at an address of each patient."""

    def read(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go to the address of this patient, where a logo comes from somebody else."""
        patient = self.paired(sid).idpe
        if query.get("patient") != patient:
            return Page(303, "", location=f"/measures?patient={urllib.parse.quote(patient)}")
        page = super().read(query, form, sid)
        page.body += "<img alt='' src='https://logos.example/clinic.svg' referrerpolicy='unsafe-url'>"
        return page
