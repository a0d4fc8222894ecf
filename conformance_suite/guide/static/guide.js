// Keeps the page at what is due now, without being asked to: the version is read every second, the page when it changed.
"use strict";
(() => {
  const EVERY = 1000;
  let misses = 0;

  const refresh = async () => {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = document.getElementById("guide");
    const after = fresh.getElementById("guide");
    if (!after) return;
    const another = before.dataset.number !== after.dataset.number;
    const focused = before.contains(document.activeElement) ? document.activeElement.value : null;
    before.replaceWith(document.adoptNode(after));
    document.title = fresh.title;
    if (another && focused !== null) document.getElementById("task")?.focus();
    else if (focused) document.querySelector(`button[value="${CSS.escape(focused)}"]`)?.focus();
  };

  const look = async () => {
    try {
      const version = await (await fetch("version")).text();
      misses = 0;
      if (version !== document.getElementById("guide").dataset.version) await refresh();
    } catch {
      misses += 1;
      const page = document.getElementById("guide");
      if (misses === 3 && !page.querySelector(".lost")) {
        const note = document.createElement("p");
        note.className = "note lost";
        note.setAttribute("role", "status");
        note.textContent = page.dataset.lost;
        page.prepend(note);
      }
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
