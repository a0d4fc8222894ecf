"""A script of its pages takes the name of the person, which came escaped, and writes it anew as markup."""

from scripted import ScriptedDiary

KILLED_BY = "UI-07"
DRIVER = "browser"


class Diary(ScriptedDiary):
    """Whoever has no scripts reads the page as it came."""

    SCRIPT = "const page = document.querySelector('main'); page.innerHTML = page.textContent;"
