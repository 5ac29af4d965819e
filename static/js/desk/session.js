// Warns two minutes before the session ends by itself, and covers the page when it has ended. The server keeps the limit;
// asking it how long is left is no activity, so a page that lies open all night keeps nobody signed in.
// A restricted record that was opened with a reason is taken off the screen when its hour is over.

const WARN = 120;
const NOWHERE = "00000000-0000-0000-0000-000000000000";
const dialog = document.getElementById("session-end");
// The wall clock: timers stand still while a laptop sleeps.
const glassEnds = dialog?.dataset.glassLeft ? Date.now() + Number(dialog.dataset.glassLeft) * 1000 : Infinity;
let glassTimer = 0;
let timer = 0;
let isLooking = false;
// Forms that somebody typed into and that keep no draft of their own; and the keys under which some are kept.
const typed = new Set();
const kept = new Map();

if (dialog) wait(Number(dialog.dataset.left));
closeGlass();

/** Asks for the page anew, which the server gives without the record; what was typed is kept first and shown instead. */
async function closeGlass() {
  if (glassEnds === Infinity) return;
  clearTimeout(glassTimer);
  const left = glassEnds - Date.now();
  if (left > 0) {
    glassTimer = setTimeout(closeGlass, left);
    return;
  }
  document.documentElement.dataset.glassClosed = "";
  await keepForms();
  const key = [...kept.values()].pop();
  location.replace(key ? dialog.dataset.heldUrl.replace(NOWHERE, key) : dialog.dataset.again);
}

function wait(left) {
  clearTimeout(timer);
  if (left <= 0) return over();
  if (left <= WARN) return warn(left);
  if (dialog.open) dialog.close();
  timer = setTimeout(look, (left - WARN) * 1000);
}

/** Another window may have been used meanwhile, or have signed out. What was typed is kept first: asking may end the session. */
async function look() {
  if (isLooking) return;
  isLooking = true;
  clearTimeout(timer);
  await keepForms();
  try {
    const answer = await fetch(dialog.dataset.url, { headers: { "X-Requested-With": "fetch" } });
    const { left, who, token } = answer.ok ? await answer.json() : { left: 0 };
    // Somebody else signed in at this computer: the page was not theirs to see.
    if (left > 0 && who !== dialog.dataset.who) return over();
    if (left > 0) renew(token);
    if (left > WARN) await forgetForms();
    wait(left);
  } catch {
    timer = setTimeout(look, 15000);
  } finally {
    isLooking = false;
  }
}

function lookAgain() {
  closeGlass();
  look();
}

/** The same person signed in anew in another window: forms of this page are taken again, and the cover goes. */
function renew(token) {
  for (const field of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) field.value = token;
  if (!("signedOut" in document.documentElement.dataset)) return;
  delete document.documentElement.dataset.signedOut;
  part("soon").hidden = false;
  part("over").hidden = true;
}

function part(name) {
  return dialog.querySelector(`[data-part="${name}"]`);
}

function warn(left) {
  if (!dialog.open) dialog.showModal();
  const minutes = Math.floor(left / 60);
  dialog.querySelector("[data-time]").textContent = `${minutes}:${String(Math.floor(left % 60)).padStart(2, "0")}`;
  // Every ten seconds the server is asked again: it knows of other windows.
  timer = setTimeout(() => (left % 10 === 0 ? look() : wait(left - 1)), 1000);
}

function over() {
  const ended = part("over");
  part("soon").hidden = true;
  ended.hidden = false;
  document.documentElement.dataset.signedOut = "";
  const key = [...kept.values()].pop();
  const next = key ? dialog.dataset.heldUrl.replace(NOWHERE, key) : location.pathname + location.search;
  ended.querySelector("a").href = `${dialog.dataset.signIn}?next=${encodeURIComponent(next)}`;
  if (!dialog.open) dialog.showModal();
}

dialog?.addEventListener("cancel", (event) => {
  if ("signedOut" in document.documentElement.dataset) event.preventDefault();
  else stay();
});

dialog?.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  dialog.close();
  stay();
});

async function stay() {
  // The second that is counting down would open the warning again while the server answers.
  clearTimeout(timer);
  const body = new FormData(dialog.querySelector("form"));
  try {
    const answer = await fetch(dialog.dataset.url, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) await forgetForms();
    wait(answer.ok ? (await answer.json()).left : 0);
  } catch {
    look();
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.getAttribute("method") === "post" && !form.dataset.draft) typed.add(form);
});
document.addEventListener("submit", (event) => typed.delete(event.target));

/** Keeps what was typed for its writer, on the server; passwords and codes never. */
async function keepForms() {
  for (const form of typed) {
    const body = new FormData(form);
    for (const field of form.querySelectorAll('[type="password"], [autocomplete="one-time-code"]')) body.delete(field.name);
    const key = kept.get(form) ?? crypto.randomUUID();
    body.set("draft_key", `held:${key}`);
    body.set("held_path", form.action.slice(location.origin.length));
    if (await send(body)) {
      typed.delete(form);
      kept.set(form, key);
    }
  }
}

/** The session goes on: the page itself still holds the words. */
async function forgetForms() {
  for (const [form, key] of kept) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? "");
    body.set("draft_key", `held:${key}`);
    if (await send(body)) {
      kept.delete(form);
      typed.add(form);
    }
  }
}

async function send(body) {
  try {
    // Too late is not lost: the server keeps it and answers that the session has ended.
    const answer = await fetch(dialog.dataset.draftUrl, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    return answer.ok || answer.status === 401;
  } catch {
    return false;
  }
}

// A laptop that slept: timers stood still, time did not. Another window may have signed in anew; a draft that was not taken says so.
document.addEventListener("visibilitychange", () => document.hidden || !dialog || lookAgain());
addEventListener("focus", () => !dialog || lookAgain());
document.addEventListener("session-doubt", () => !dialog || look());
