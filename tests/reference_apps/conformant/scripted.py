"""The diary with a script on the page that says who is signed in."""

from collections.abc import Mapping

from serve import Content, Diary, Page

KIND = "text/javascript"


class ScriptedDiary(Diary):
    """The same diary; what `SCRIPT` does with the page is for others to say."""

    SCRIPT = ""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """One more file."""
        if (method, path) == ("GET", "/page.js"):
            return Page(200, "", content=Content(KIND, self.SCRIPT.encode()))
        return super().handle(method, path, query, form, sid)

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Who is signed in here."""
        page = super().me(query, form, sid)
        page.body += "<script src='/page.js'></script>"
        return page

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """The scripts of the app itself may run."""
        policy = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        return super().headers(request) | {"Content-Security-Policy": policy}

    def document_headers(self, content: Content) -> dict[str, str]:
        """A script is no download."""
        return {"Content-Type": KIND} if content.media_type == KIND else super().document_headers(content)
