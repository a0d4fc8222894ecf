"""Apache with mod_auth_openidc (`httpd.conf`), and behind it the pages: they know of people what its headers tell."""

import html
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from diary import HEADERS, HOME, NOBODY, Nameless, Person, document, greeting, list_of_measures
from flask import Flask, redirect, request
from relying_party import Refused, RelyingParty
from werkzeug.serving import make_server

SPACE = RelyingParty()
STOPPED = {}  # by ID token: what the space stopped since
app = Flask("diary")


@app.route("/")
def home():
    return document(HOME)


@app.route("/nobody")
def nobody():
    """What Apache answers instead of these pages where nobody is signed in."""
    raise Refused(NOBODY)


@app.route("/healthz")
def health():
    return "ok"


@app.route("/login")
def login():
    """Apache has sent everybody to the space who was not signed in."""
    return redirect("/me", 303)


def person():
    """Who is signed in, as Apache tells it."""
    name, idpe, assign_auth, id_token = (
        request.headers[told] for told in ("X-Name", "X-Idpe", "X-Assign-Auth", "X-Id-Token")
    )
    if not idpe or not assign_auth:
        raise Refused("Mon espace santé n'a pas dit de quel dossier il s'agit.")
    return STOPPED.setdefault(id_token, Person(name.encode("latin-1").decode(), idpe, assign_auth, id_token))


@app.route("/me")
def me():
    return document(greeting(person().name) + f"<a href='/callback?logout={os.environ['MES_APP_URL']}/'>Partout</a>")


@app.route("/measures")
def measures():
    access_token = request.headers["X-Access-Token"]

    def get(url, headers):
        return SPACE.call("GET", url, headers | {"Authorization": f"Bearer {access_token}"})

    return document(list_of_measures(person(), get))


@app.errorhandler(Refused)
def tell(told):
    return document(f"<p>{html.escape(str(told))}</p>{HOME}"), 400


@app.after_request
def protect(response):
    response.headers.update(HEADERS)
    return response


def main():
    """Serve the pages, then Apache in front of them; end with it."""
    behind = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Nameless)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    # Apache's children run as another user when we are root, and must read the authority's certificate.
    folder = Path(tempfile.mkdtemp(prefix="diary-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        shutil.copy(os.environ["SSL_CERT_FILE"], folder / "ca.pem")
        (folder / "ca.pem").chmod(0o644)
        told = {
            "FOLDER": str(folder),
            "MODULES": "/usr/lib/apache2/modules",
            "PASSPHRASE": secrets.token_urlsafe(32),
            "BEHIND": str(behind.port),
        }
        configuration = Path(__file__).with_name("httpd.conf")
        as_whom = ["-c", "User www-data", "-c", "Group www-data"] if os.geteuid() == 0 else []
        command = ["apache2", "-f", str(configuration), *as_whom, "-DFOREGROUND"]
        apache = subprocess.Popen(command, env=os.environ | told)
        signal.signal(signal.SIGTERM, lambda *_: apache.terminate())
        apache.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
