// What the console gains from JavaScript: copying, and exchanges drawn as they come. Everything has a plain way beside it.
"use strict";

// A form that came back with errors: the list of them is read first.
document.getElementById("wrong-summary")?.focus();

// Copying a text, where the browser can.
if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const word = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = button.dataset.done;
      window.setTimeout(() => { button.textContent = word; }, 2000);
    });
  });
}

// Exchanges as they come: the server answers when there is news, with rows as HTML. Old rows go, so that a page left open
// for a day is no larger than one just opened.
const MOST_ROWS = 200;
const BREATH = 250; // milliseconds between two questions: a busy space is drawn in handfuls
const RETRY = 1500;

function follow(rows) {
  const status = document.querySelector("[data-live]");
  const pause = document.querySelector("[data-pause]");
  const empty = document.getElementById("empty");
  let next = rows.dataset.news;
  let paused = false;
  let asking = false;

  function say(words) {
    status.hidden = false;
    if (status.textContent !== words) {
      status.textContent = words;
    }
  }

  function draw(html) {
    const wasAtEnd = window.innerHeight + window.scrollY >= rows.getBoundingClientRect().bottom + window.scrollY - 40;
    rows.insertAdjacentHTML("beforeend", html);
    while (rows.children.length > MOST_ROWS) {
      rows.firstElementChild.remove();
    }
    empty.hidden = rows.children.length > 0;
    if (wasAtEnd && rows.lastElementChild) {
      rows.lastElementChild.scrollIntoView({ block: "nearest" });
    }
  }

  // Asks once; returns how long to rest before the next question, null when there is to be none.
  async function question() {
    try {
      const answer = await fetch(next, { headers: { Accept: "application/json" } });
      const told = answer.ok ? await answer.json() : { over: answer.status === 403 };
      if (told.over) {
        say(status.dataset.over); // the space began again, and may know us no longer: the page says what to do
        window.location.reload();
        return null;
      }
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      if (!paused) {
        draw(told.html);
        next = told.next;
        say(status.dataset.on);
      }
      return BREATH;
    } catch {
      say(status.dataset.lost);
      return RETRY;
    }
  }

  async function ask() {
    asking = true;
    const rest = await question();
    asking = false;
    if (rest !== null && !paused) {
      asking = true;
      window.setTimeout(ask, rest);
    }
  }

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? pause.dataset.go : pause.dataset.stop;
    say(paused ? status.dataset.paused : status.dataset.on);
    if (!paused && !asking) {
      ask();
    }
  });
  say(status.dataset.on);
  ask();
}

document.querySelectorAll("[data-news]").forEach(follow);
