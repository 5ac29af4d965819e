// What a script adds to the public pages. Everything works without it.

const SHIFT_PRESSES = 3;
const SHIFT_WINDOW_MS = 5000;

document.documentElement.classList.add("has-script");

// Leaving: cover first, then forget on the server, then replace this page so that "back" does not lead here.
const leaveForm = document.querySelector("form[data-leave]");

function leave() {
  document.documentElement.classList.add("is-leaving");
  document.title = "…";
  for (const form of document.forms) form.reset();
  navigator.sendBeacon(`${leaveForm.action}?quiet=1`);
  location.replace(leaveForm.dataset.leave);
}

if (leaveForm) {
  leaveForm.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });

  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
    } else if (!event.repeat) {
      presses = [...presses.filter((at) => event.timeStamp - at < SHIFT_WINDOW_MS), event.timeStamp];
      if (presses.length >= SHIFT_PRESSES) leave();
    }
  });
}

// A page that the browser kept alive must not show answers again after leaving or sending.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Coming back, a browser puts typed answers into the fields again. What we keep is in the page already; what was
// forgotten on leaving must stay forgotten.
addEventListener("pageshow", () => {
  const [visit] = performance.getEntriesByType("navigation");
  if (visit?.type === "back_forward") {
    for (const form of document.querySelectorAll("form[data-kept]")) form.reset();
  }
});

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// One click is one send; the server would take a second one as the same message anyway.
for (const form of document.querySelectorAll("form:has([data-once])")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
}

const count = document.querySelector("[data-count-for]");
if (count) {
  const words = document.getElementById(count.dataset.countFor);
  const most = Number(words.dataset.most);
  const show = () => {
    const left = most - words.value.length;
    count.hidden = left > most / 5;
    count.classList.toggle("error", left < 0);
    count.textContent = `${left < 0 ? count.dataset.over : count.dataset.left} ${Math.abs(left)}`;
  };
  words.addEventListener("input", show);
  show();
}
