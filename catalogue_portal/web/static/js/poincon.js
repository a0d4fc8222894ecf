// What pages gain from JavaScript. Everything here has a plain way beside it: links, buttons, a page that can be loaded again.
"use strict";

// A run that goes on: the server sends the progress as HTML; without EventSource, or when it breaks, we ask for it again.
function follow(region) {
  const { stream, fragment, pause = "2000" } = region.dataset;
  let polling = null;

  function show(html) {
    region.innerHTML = html;
    const chip = region.querySelector("[data-chip]");
    document.querySelector(".head .chip")?.replaceWith(chip.content.cloneNode(true));
    if (region.querySelector("[data-ended]")) {
      window.location.reload();
    }
  }

  async function ask() {
    try {
      const answer = await fetch(fragment, { headers: { Accept: "text/html" } });
      if (answer.ok) {
        show(await answer.text());
      }
    } catch {
      // The network may come back: the next round asks again.
    }
    polling = window.setTimeout(ask, Number(pause));
  }

  if (!("EventSource" in window)) {
    ask();
    return;
  }
  const source = new EventSource(stream);
  source.addEventListener("progress", (event) => show(event.data));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && polling === null) {
      ask();
    }
  });
}

document.querySelectorAll("[data-stream]").forEach(follow);

// A form that came back with errors: the list of them is read first.
document.getElementById("wrong-summary")?.focus();

// What one jumps to, to do something about it, is unfolded.
function unfold() {
  const there = document.getElementById(window.location.hash.slice(1));
  if (there?.matches("section")) {
    there.querySelector(":scope > details")?.setAttribute("open", "");
  }
}
window.addEventListener("hashchange", unfold);
unfold();

// Copying a value, where the browser can.
document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
});
