from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from conformance_suite.driver.outgoing import Outgoing
from conformance_suite.manifest.model import WaitFor

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.browsing import Browsing
    from builders.scripted_app import ScriptedApp

pytestmark = [pytest.mark.browser, pytest.mark.integration]
NOTHING = {
    **dict.fromkeys(("cookie", "name", "local", "session", "cached", "database", "worker", "channel"), ""),
    "history": 2,  # an empty page, and this one
}
# Each page writes and reads all that a browser can hold; `#write` has it write first.
PAGE = """<!doctype html><pre id=told></pre><script src=/kept.js></script><script>
const opened = () => new Promise((done, failed) => {
  const asking = indexedDB.open('diary', 1)
  asking.onupgradeneeded = () => asking.result.createObjectStore('kept')
  asking.onsuccess = () => done(asking.result)
  asking.onerror = failed
})
const asked = request => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result)
  request.onerror = failed
})
const heard = []
const channel = new BroadcastChannel('diary')
channel.onmessage = event => heard.push(event.data)
async function write() {
  document.cookie = 'diary=Chloe; max-age=3600'
  window.name = 'Chloe'
  localStorage.diary = sessionStorage.diary = 'Chloe'
  await (await caches.open('diary')).put('/diary', new Response('Chloe'))
  const database = await opened()
  await asked(database.transaction('kept', 'readwrite').objectStore('kept').put('Chloe', 'name'))
  database.close()
  channel.postMessage('Chloe')
  setInterval(() => channel.postMessage('Chloe'), 20)
  await navigator.serviceWorker?.register('/worker.js')
}
async function read() {
  const database = await opened()
  const kept = await asked(database.transaction('kept').objectStore('kept').get('name'))
  database.close()
  const cached = await caches.match('/diary')
  await new Promise(done => setTimeout(done, 60))
  return {
    cookie: document.cookie, name: window.name, local: localStorage.diary ?? '', session: sessionStorage.diary ?? '',
    cached: cached ? await cached.text() : '', database: kept ?? '',
    worker: (await navigator.serviceWorker?.getRegistrations() ?? []).map(one => one.scope).join(),
    channel: heard.join(), history: history.length,
  }
}
(async () => {
  if (location.hash === '#write') await write()
  told.textContent = JSON.stringify(await read())
})().catch(error => { told.textContent = JSON.stringify(String(error)) })
</script>"""
LASTING = ("Content-Type: text/javascript", "Cache-Control: public, max-age=3600", 'ETag: "1"')


@pytest.fixture
def diary(app: ScriptedApp) -> ScriptedApp:
    app.page("/", PAGE)
    app.page("/kept.js", "", headers=LASTING)
    app.page("/worker.js", "", headers=LASTING)
    return app


def read(person: Browsing, url: str) -> dict[str, Any]:
    person.browser.open(Outgoing("GET", url))
    text = person.browser.act(WaitFor('"history"')).text
    seen: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1].replace("&quot;", '"'))
    return seen


@pytest.mark.parametrize("leaves", [True, False], ids=["who has left", "who is still there"])
def test_a_person_sees_nothing_of_another(diary: ScriptedApp, begin: Callable[..., Browsing], *, leaves: bool) -> None:
    first = begin()
    own = read(first, f"{diary.url}/#write")
    if leaves:
        first.browser.close()
    others = read(begin(), f"{diary.url}/")

    assert {own[name] for name in ("name", "local", "session", "cached", "database")} == {"Chloe"}
    assert own["cookie"] == "diary=Chloe"
    assert own["worker"] == ""
    assert others == NOTHING


def test_what_one_person_was_sent_to_keep_is_asked_for_by_the_next(
    diary: ScriptedApp, begin: Callable[..., Browsing]
) -> None:
    for _person in range(3):
        person = begin()
        read(person, f"{diary.url}/#write")
        person.browser.close()

    asked = [heard for heard in diary.heard if heard.target == "/kept.js"]
    assert len(asked) == 3
    assert not any("if-none-match" in heard.headers for heard in asked)


def test_the_same_person_finds_again_what_they_left(diary: ScriptedApp, begin: Callable[..., Browsing]) -> None:
    person = begin()
    read(person, f"{diary.url}/#write")

    again = read(person, f"{diary.url}/?again")

    assert {again[name] for name in ("name", "local", "session", "cached", "database")} == {"Chloe"}
