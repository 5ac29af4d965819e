// Looks for news every 20 seconds while the page is seen. It never moves a row under a finger: it offers to show.

import { announce } from "./desk.js";

const EVERY = 20000;
let waiting = null;

const bar = document.createElement("button");
bar.type = "button";
bar.className = "button button--quiet news";
bar.hidden = true;
bar.addEventListener("click", show);
list().before(bar);

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

function list() {
  return document.getElementById("work-list");
}

async function look() {
  if (document.hidden) return;
  const now = list();
  try {
    const answer = await fetch(now.dataset.poll, {
      headers: { "X-Requested-With": "fetch", "X-List-Mark": waiting?.dataset.mark ?? now.dataset.mark },
    });
    if (answer.status === 204) return;
    if (!answer.ok) throw new Error(String(answer.status));
    offer(parsed(await answer.text()));
  } catch {
    say(now.dataset.staleText.replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang)));
  }
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").getElementById("work-list");
}

function offer(fresh) {
  if (!fresh) return;
  waiting = fresh;
  const known = tasks(list());
  const added = [...tasks(fresh)].filter((task) => !known.has(task)).length;
  say(added ? list().dataset.newText.replace("{count}", added) : list().dataset.changedText);
}

function tasks(part) {
  return new Set([...part.querySelectorAll("[data-task]")].map((row) => row.dataset.task));
}

function say(sentence) {
  if (bar.textContent === sentence && !bar.hidden) return;
  bar.textContent = sentence;
  bar.hidden = false;
  announce(sentence);
}

function show() {
  if (!waiting) {
    bar.hidden = true;
    look();
    return;
  }
  list().replaceWith(waiting);
  waiting = null;
  bar.hidden = true;
  const first = list().querySelector("a");
  first?.focus();
}
