// Makes the desk quicker. Every page works without it.

const live = document.getElementById("live");

/** Say one short sentence to screen readers. */
export function announce(sentence) {
  if (live) live.textContent = sentence;
}

/** Ctrl or Cmd with Enter saves the form one is typing in. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form[data-submit-keys]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('button[name="do"][value="save"], button[name="do"][value="send"]') ?? undefined);
});

/** A digit picks the choice of that number while a group of chips has the focus. */
document.addEventListener("keydown", (event) => {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const input = event.target;
  if (!input.matches?.('form[data-digits] input:is([type="radio"], [type="checkbox"])')) return;
  const group = [...input.form.elements].filter((other) => other.name === input.name && other.type === input.type);
  const chosen = group[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
});

/** A row of buttons is one stop of the Tab key; arrows move inside it. */
for (const bar of document.querySelectorAll("[data-toolbar]")) {
  const buttons = [...bar.querySelectorAll("button")];
  const rest = (kept) => buttons.forEach((button) => (button.tabIndex = button === kept ? 0 : -1));
  rest(buttons[0]);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = buttons.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    rest(next);
    next.focus();
  });
}

/** Sections that an address names open before they are shown; what comes next takes the focus. */
function openPartInAddress() {
  const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!part) return;
  if (part instanceof HTMLDetailsElement) {
    part.open = true;
    part.querySelector("textarea, input:not([type=hidden])")?.focus();
  } else if (part.matches("button, [tabindex]")) {
    part.focus();
  }
}
addEventListener("hashchange", openPartInAddress);
openPartInAddress();

/** A form that came back with errors: start there. */
document.querySelector("[data-focus]")?.focus();

/** The lock-screen preview follows what is typed. */
for (const mirror of document.querySelectorAll("[data-mirror]")) {
  const source = document.getElementById(mirror.dataset.mirror);
  const most = Number(mirror.dataset.mirrorMost ?? 60);
  source?.addEventListener("input", () => {
    mirror.textContent = source.value.replace(/\s+/g, " ").slice(0, most);
  });
}

if (document.querySelector("[data-draft]")) import("./draft.js");
if (document.querySelector("[data-match-url]")) import("./callers.js");
