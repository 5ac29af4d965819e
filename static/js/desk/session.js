// Warns two minutes before the session ends by itself, and covers the page when it has ended. The server keeps the limit;
// asking it how long is left is no activity, so a page that lies open all night keeps nobody signed in.

const WARN = 120;
const dialog = document.getElementById("session-end");
let timer = 0;

if (dialog) wait(Number(dialog.dataset.left));

function wait(left) {
  clearTimeout(timer);
  if (left <= 0) return over();
  if (left <= WARN) return warn(left);
  timer = setTimeout(look, (left - WARN) * 1000);
}

/** Another window may have been used meanwhile, or have signed out. */
async function look() {
  try {
    const answer = await fetch(dialog.dataset.url, { headers: { "X-Requested-With": "fetch" } });
    const { left } = answer.ok ? await answer.json() : { left: 0 };
    if (left > WARN && dialog.open) dialog.close();
    wait(left);
  } catch {
    timer = setTimeout(look, 15000);
  }
}

function warn(left) {
  if (!dialog.open) dialog.showModal();
  const minutes = Math.floor(left / 60);
  dialog.querySelector("[data-time]").textContent = `${minutes}:${String(Math.floor(left % 60)).padStart(2, "0")}`;
  // Every ten seconds the server is asked again: it knows of other windows.
  timer = setTimeout(() => (left % 10 === 0 ? look() : wait(left - 1)), 1000);
}

function over() {
  const [soon, ended] = [dialog.querySelector('[data-part="soon"]'), dialog.querySelector('[data-part="over"]')];
  soon.hidden = true;
  ended.hidden = false;
  document.documentElement.dataset.signedOut = "";
  ended.querySelector("a").href = `${dialog.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
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
  const body = new FormData(dialog.querySelector("form"));
  try {
    const answer = await fetch(dialog.dataset.url, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    wait(answer.ok ? (await answer.json()).left : 0);
  } catch {
    look();
  }
}

// A laptop that slept: timers stood still, time did not.
document.addEventListener("visibilitychange", () => document.hidden || !dialog || look());
