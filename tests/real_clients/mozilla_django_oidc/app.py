"""Sign-in by mozilla-django-oidc, as its pages "Installation" and "Connecting OIDC user identities" have it.

`OIDC_USE_PKCE`, `OIDC_TOKEN_USE_BASIC_AUTH`, `OIDC_RP_SIGN_ALGO` and the two `OIDC_STORE_` are options that its page
"Settings" names. People are known by `sub`, because the space tells no email.
"""

import html
import os
import secrets
from pathlib import Path

import django
from diary import HEADERS, NOBODY, NOT_VERIFIED, Person, document, greeting, list_of_measures, payload, serve
from django.conf import settings
from relying_party import Refused, RelyingParty

settings.configure(
    SECRET_KEY=secrets.token_urlsafe(32),
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mozilla_django_oidc",  # load after auth
    ],
    MIDDLEWARE=[
        f"{__name__}.protect",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    AUTHENTICATION_BACKENDS=[f"{__name__}.KnownBySubject"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(os.environ["HOME"]) / "diary.sqlite3",
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
    CSRF_COOKIE_HTTPONLY=True,
    LOGIN_REDIRECT_URL="/me",
    LOGIN_REDIRECT_URL_FAILURE="/failed",
    LOGOUT_REDIRECT_URL="/",
    OIDC_OP_AUTHORIZATION_ENDPOINT=os.environ["AUTHORIZATION_ENDPOINT"],
    OIDC_OP_TOKEN_ENDPOINT=os.environ["TOKEN_ENDPOINT"],
    OIDC_OP_USER_ENDPOINT=os.environ["USERINFO_ENDPOINT"],
    OIDC_OP_JWKS_ENDPOINT=os.environ["JWKS_URI"],
    OIDC_RP_CLIENT_ID=os.environ["MES_CLIENT_ID"],
    OIDC_RP_CLIENT_SECRET=os.environ["MES_CLIENT_SECRET"],
    OIDC_RP_SCOPES="openid identity measures.read",
    OIDC_RP_SIGN_ALGO="RS256",
    OIDC_TOKEN_USE_BASIC_AUTH=True,
    OIDC_USE_PKCE=True,
    OIDC_STORE_ACCESS_TOKEN=True,
    OIDC_STORE_ID_TOKEN=True,
)
django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCLogoutView

AGAIN = "<a href='/oidc/authenticate/'>Se connecter à Mon espace santé</a>"
STOPPED: dict[str, Person] = {}  # by access token: what the space stopped since


class KnownBySubject(OIDCAuthenticationBackend):
    """People are known by `sub`."""

    def filter_users_by_claims(self, claims):
        return self.UserModel.objects.filter(username=claims["sub"])

    def create_user(self, claims):
        user = self.UserModel.objects.create_user(claims["sub"])
        return self.update_user(user, claims)

    def update_user(self, user, claims):
        user.first_name = claims.get("name", "")
        user.save()
        return user


def protect(get_response):
    def answer(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return answer


def page(body, status=200):
    return HttpResponse(document(body), status=status)


def home(_request):
    return page(AGAIN)


def me(request):
    if not request.user.is_authenticated:
        return page(f"<p>{NOBODY}</p>", 401)
    hidden = f"<input type='hidden' name='csrfmiddlewaretoken' value='{get_token(request)}'>"
    return page(greeting(request.user.first_name, hidden))


def measures(request):
    if not request.user.is_authenticated:
        return page(f"<p>{NOBODY}</p>", 401)
    access_token, id_token = request.session["oidc_access_token"], request.session["oidc_id_token"]
    claims = payload(id_token)
    person = STOPPED.setdefault(
        access_token, Person(request.user.first_name, claims["idpe"], claims["assign_auth"], id_token)
    )
    http = RelyingParty()

    def get(url, headers):
        return http.call("GET", url, headers | {"Authorization": f"Bearer {access_token}"})

    try:
        return page(list_of_measures(person, get))
    except Refused as told:
        return page(f"<p>{html.escape(str(told))}</p>{AGAIN}", 400)


def failed(_request, **_):
    return page(f"<p>{NOT_VERIFIED}</p>{AGAIN}", 502)


handler400 = handler500 = failed
urlpatterns = [
    path("", home),
    path("healthz", lambda _request: HttpResponse("ok")),
    path("oidc/", include("mozilla_django_oidc.urls")),
    path("me", me),
    path("measures", measures),
    path("failed", failed),
    path("logout", OIDCLogoutView.as_view()),
]


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    serve(get_wsgi_application())
