"""The pages of things gone wrong: what happened, what was kept, what to do."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, make_response, redirect, render_template, request, url_for

from catalogue_portal.errors import Problem
from catalogue_portal.problems import word_errors_with
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import LaterText
from catalogue_portal.web.speech import say_later as _l

SERVER_ERRORS: Final = 5  # the first digit of 500 to 599
SIGN_IN: Final = "accounts_pages.sign_in"


@dataclass(frozen=True)
class Explanation:
    """The three sentences of an error page."""

    title: LaterText
    kept: LaterText
    remedy: LaterText


NOTHING_CHANGED: Final = _l("Nothing was changed.")
EXPLANATIONS: Final = {
    400: Explanation(_l("The request could not be read"), NOTHING_CHANGED, _l("Go back and try again.")),
    403: Explanation(
        _l("This is not yours to do"),
        NOTHING_CHANGED,
        _l("If you think it should be, ask an administrator which roles you have."),
    ),
    404: Explanation(
        _l("There is nothing at this address"),
        _l("Nothing was lost: pages move, records stay."),
        _l("Check the address, or start again from the catalogue."),
    ),
    405: Explanation(_l("This page cannot be used that way"), NOTHING_CHANGED, _l("Go back and use its buttons.")),
    409: Explanation(
        _l("Not possible in the present state"),
        _l("Nothing was changed; what somebody else did in the meantime is kept."),
        _l("Go back and load the page again to see the present state."),
    ),
    410: Explanation(
        _l("This is no longer here"),
        _l("It was deleted when its time was over, as the rule of keeping asks."),
        _l("Go back: what was said of it stays."),
    ),
    413: Explanation(_l("This is too large"), NOTHING_CHANGED, _l("Send at most two megabytes.")),
    422: Explanation(
        _l("Something in this form is not right"), NOTHING_CHANGED, _l("Go back, mend it and send it again.")
    ),
    429: Explanation(_l("Too many attempts"), NOTHING_CHANGED, _l("Wait a little, then try again.")),
    500: Explanation(
        _l("Something failed on our side"),
        _l("What you had saved before is kept; this last step was undone whole."),
        _l("Try again. If it fails again, tell the operator the moment shown below."),
    ),
}


def install(app: Flask) -> None:
    """Word the errors of pages as pages."""
    word_errors_with(app, "/", as_page)


def as_page(problem: Problem) -> Response:
    """Word a problem for a person; somebody who must sign in is led there and back."""
    if problem.status == HTTPStatus.UNAUTHORIZED and request.method in {"GET", "HEAD"}:
        return _to_sign_in()
    explanation = (
        EXPLANATIONS.get(problem.status) or EXPLANATIONS[500 if problem.status // 100 == SERVER_ERRORS else 400]
    )
    page = render_template("web/error.html", problem=problem, explanation=explanation, happened=told(problem))
    response = make_response(page, problem.status)
    response.headers.update({name: value for name, value in problem.headers.items() if name != "WWW-Authenticate"})
    return response


def _to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?")
    return make_response(redirect(url_for(SIGN_IN, next=wanted), 303))
