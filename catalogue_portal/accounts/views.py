"""Pages of accounts: signing in and out, opening an account, one's tokens, and the people (administrators)."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from catalogue_portal.accounts import service, tokens
from catalogue_portal.accounts.passwords import MINIMUM_LENGTH, hash_password
from catalogue_portal.accounts.repository import get_user, list_users
from catalogue_portal.accounts.scopes import SCOPES
from catalogue_portal.accounts.session_cookie import sign_in_browser, sign_out_browser
from catalogue_portal.accounts.sign_in import authenticate, count_origin
from catalogue_portal.actor import GRANTABLE_ROLES, Actor, Role
from catalogue_portal.context import context
from catalogue_portal.errors import Forbidden, Invalid
from catalogue_portal.identity import current_actor, signed_in_actor
from catalogue_portal.web import forgery, forms
from catalogue_portal.web.navigation import landing, within
from catalogue_portal.web.speech import say as _

blueprint = Blueprint("accounts_pages", __name__, template_folder="templates")


class SignInForm(forms.PageSchema):
    """Address and password."""

    email = fields.String(required=True, validate=validate.Length(max=254))
    password = fields.String(required=True, validate=validate.Length(max=200))


class SignUpForm(SignInForm):
    """What is asked to open an account."""

    display_name = fields.String(required=True, validate=validate.Length(max=120))


class ApiAccessForm(forms.PageSchema):
    """What is asked to issue an API token."""

    name = fields.String(required=True, validate=validate.Length(max=80))
    scopes = fields.List(fields.String(validate=validate.OneOf(sorted(SCOPES))), required=True)
    days = fields.Integer(load_default=30, validate=validate.Range(min=1, max=180))


class RoleForm(forms.PageSchema):
    """A role to grant or withdraw."""

    role = fields.String(required=True, validate=validate.OneOf(sorted(GRANTABLE_ROLES)))


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for address and password."""
    actor = current_actor()
    if actor is not None:
        return redirect(within(request.args.get("next")) or landing(actor), 303)
    return _sign_in_page(forms.Form())


@blueprint.post("/sign-in")
def open_session() -> ResponseReturnValue:
    """Check address and password, and begin a session."""
    here = context()
    form, clean = forms.read(SignInForm())
    if clean is None:
        return _sign_in_page(form), 422
    origin = request.remote_addr or ""
    user, form = forms.attempt(form, lambda: authenticate(here.database, here.clock, **clean, origin=origin))
    if user is None:
        return _sign_in_page(form), 403
    forgery.renew()
    wanted = within(request.form.get("next")) or landing(service.person(user))
    return sign_in_browser(redirect(wanted, 303), user)  # type: ignore[arg-type]  # Flask's redirect makes its own class


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    actor = current_actor()
    answer = redirect(url_for("listings_pages.home"), 303)
    forgery.renew()
    return answer if actor is None else sign_out_browser(answer, actor)  # type: ignore[arg-type]


@blueprint.get("/sign-up")
def sign_up() -> ResponseReturnValue:
    """Ask who wants an account."""
    return render_template("accounts/sign_up.html", form=forms.Form(), shortest=MINIMUM_LENGTH)


@blueprint.post("/sign-up")
def open_account() -> ResponseReturnValue:
    """Open an account of a publisher's person; the answer is the same when the address has one already."""
    here = context()
    form, clean = forms.read(SignUpForm())
    if clean is not None:
        count_origin(here.database, here.clock, request.remote_addr or "")
        objections = service.objections_to_account(**clean)
        if not objections:
            password_hash = hash_password(clean["password"])
            with here.database.writing() as session:
                service.open_account(session, clean["email"], clean["display_name"], password_hash, clock=here.clock)
            flash(_("If the address had no account, it has one now: sign in."))
            return redirect(url_for("accounts_pages.sign_in"), 303)
        form = forms.refused(form, Invalid("", errors=objections))
    return render_template("accounts/sign_up.html", form=form, shortest=MINIMUM_LENGTH), 422


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """Show who one is here, and the programs that act in one's name."""
    return _account_page(signed_in_actor(), forms.Form())


@blueprint.post("/account/tokens")
def issue_token() -> ResponseReturnValue:
    """Issue an API token; its secret is on this page only."""
    actor, here = signed_in_actor(), context()

    def issue(session: Session, clean: dict[str, Any]) -> tokens.IssuedToken:
        life = timedelta(days=clean.pop("days"))
        return tokens.issue_token(
            session, actor, get_user(session, actor.user_id), **clean, life=life, clock=here.clock
        )

    issued, form = forms.carry_out(ApiAccessForm(), issue, several=("scopes",))
    if issued is None:
        return _account_page(actor, form), 422
    return _account_page(actor, forms.Form(), issued=issued)


@blueprint.post("/account/tokens/<token_id>/revoke")
def revoke_token(token_id: str) -> ResponseReturnValue:
    """Revoke one of one's own tokens."""
    actor, here = signed_in_actor(), context()
    with here.database.writing() as session:
        tokens.revoke_token(session, actor, token_id, clock=here.clock)
    flash(_("The token is revoked: it opens nothing any more."))
    return redirect(url_for("accounts_pages.account"), 303)


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """List the people and their roles (administrators)."""
    actor = _administrator()
    with context().database.reading() as session:
        return render_template("accounts/people.html", people=list_users(session), me=actor, roles=_role_words())


@blueprint.post("/people/<user_id>/roles")
def grant_role(user_id: str) -> ResponseReturnValue:
    """Grant a role to somebody else."""
    actor, here, role = _administrator(), context(), _role_of_form()
    with here.database.writing() as session:
        service.grant_role(session, actor, user_id, role, clock=here.clock)
    return redirect(url_for("accounts_pages.people") + f"#{user_id}", 303)


@blueprint.post("/people/<user_id>/roles/withdraw")
def withdraw_role(user_id: str) -> ResponseReturnValue:
    """Withdraw a role from somebody else."""
    actor, role = _administrator(), _role_of_form()
    with context().database.writing() as session:
        service.withdraw_role(session, actor, user_id, role)
    return redirect(url_for("accounts_pages.people") + f"#{user_id}", 303)


@blueprint.post("/people/<user_id>/disable")
def disable(user_id: str) -> ResponseReturnValue:
    """Close somebody else's account."""
    actor, here = _administrator(), context()
    with here.database.writing() as session:
        service.disable_account(session, actor, user_id, clock=here.clock)
    return redirect(url_for("accounts_pages.people") + f"#{user_id}", 303)


def _sign_in_page(form: forms.Form) -> str:
    wanted = within(request.values.get("next")) or ""
    return render_template("accounts/sign_in.html", form=form, wanted=wanted)


def _account_page(actor: Actor, form: forms.Form, *, issued: tokens.IssuedToken | None = None) -> str:
    with context().database.reading() as session:
        words = _role_words()
        return render_template(
            "accounts/account.html",
            form=form,
            own=tokens.living_tokens(session, actor.user_id),
            issued=issued,
            user=get_user(session, actor.user_id),
            scopes=sorted(SCOPES),
            role_list=", ".join(words.get(role, role) for role in sorted(actor.roles)) or _("nobody yet"),
            now=context().clock.now(),
        )


def _administrator() -> Actor:
    actor = signed_in_actor()
    if not actor.has_role(Role.ADMINISTRATOR):
        raise Forbidden("Only an administrator sees everybody.", code="wrong_role")
    return actor


def _role_of_form() -> Role:
    _form, clean = forms.read(RoleForm())
    if clean is None:
        raise Invalid("Choose one of the roles.")
    return Role(clean["role"])


def _role_words() -> dict[str, str]:
    return {
        "publisher": _("publisher"),
        "reviewer": _("reviewer"),
        "decider": _("decider"),
        "administrator": _("administrator"),
    }
