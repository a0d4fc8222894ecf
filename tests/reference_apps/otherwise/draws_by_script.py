"""Says who is signed in by a script: without it the page is empty."""

import base64
import re

from scripted import ScriptedDiary
from serve import Page


class Diary(ScriptedDiary):
    """The words of the page are in it, for the script to read."""

    SCRIPT = """
    const page = document.querySelector('main');
    const words = Uint8Array.from(atob(page.querySelector('template').id), letter => letter.charCodeAt(0));
    page.append(new TextDecoder().decode(words));
    """

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """The same page, drawn in the browser."""
        page = super().me(query, form, sid)
        told, script = page.body.split("<script")
        words = base64.b64encode(re.sub(r"&#x27;", "'", told).encode()).decode()
        page.body = f"<template id='{words}'></template><script{script}"
        return page
