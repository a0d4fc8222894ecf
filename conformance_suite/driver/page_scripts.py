"""What is run in a page of Chromium, on our behalf: small functions of JavaScript that look and do not touch.

One speaks: as a window of another origin would, whose messages a page cannot tell from these but by what they say.
"""

from __future__ import annotations

from typing import Final

STILL_FOR = 80  # milliseconds without a change of the page, after which it is taken to be done
STILL_WITHIN = 2000  # milliseconds: a page that never rests (a clock, an animation) is read as it is then

# Resolves once nothing in the document has changed for a while; at once where no script can change it.
STILL: Final = """([quiet, longest]) => new Promise(done => {
  const lively = document.querySelector('script, iframe, meta[http-equiv=refresh i]')
  const inert = !lively && document.readyState === 'complete'
  if (inert || !document.documentElement) { done(true); return }
  const began = performance.now()
  let timer = setTimeout(end, quiet)
  const watcher = new MutationObserver(() => {
    clearTimeout(timer)
    const left = longest - (performance.now() - began)
    timer = setTimeout(end, Math.max(0, Math.min(quiet, left)))
  })
  watcher.observe(document, {subtree: true, childList: true, attributes: true, characterData: true})
  function end() { watcher.disconnect(); done(true) }
})"""

# What a person reads: the title, the rendered text, and what stands in fields.
SHOWN: Final = """() => {
  const fields = [...document.querySelectorAll('input, textarea, select')]
    .filter(one => one.type !== 'hidden' && one.type !== 'password' && one.getClientRects().length)
    .map(one => one.value)
  return [document.title, document.body ? document.body.innerText : '', ...fields].join('\\n')
}"""

# What stands before a person, and what it is; elements that only markup in a text of the space, or of ours, can make.
SCREEN: Final = """() => {
  const fields = [...document.querySelectorAll('input, textarea, select')]
    .filter(one => one.type !== 'hidden' && one.type !== 'password' && one.getClientRects().length)
    .map(one => one.value)
  const runs = one => [...one.attributes].some(({name, value}) => name.startsWith('on') && /poincon/i.test(value))
  const ours = [...document.querySelectorAll('*')].filter(one => one.localName.startsWith('poincon-') || runs(one))
  return {
    address: location.href,
    type: document.contentType,
    lang: document.documentElement?.lang ?? '',
    title: document.title,
    words: [document.body ? document.body.innerText : '', ...fields].join('\\n').slice(0, 100000),
    elements: [...new Set(ours.map(one => one.localName))],
  }
}"""

# What the page's origin keeps in the browser, besides cookies.
KEPT: Final = """() => {
  const all = store => Object.keys(store).map(key => [key, String(store.getItem(key))])
  try { return {local: all(localStorage), session: all(sessionStorage)} } catch { return {local: [], session: []} }
}"""

# Messages of another origin, one after the other, each heard before the next is sent.
SAY: Final = """([origin, all]) => {
  for (const data of all) dispatchEvent(new MessageEvent('message', {data, origin, source: window}))
}"""
