// Keeps half-written work on the server two seconds after a pause and when a field is left. Nothing stays in the browser.

const PAUSE = 2000;
const RETRY = 10000;

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);

function keep(form) {
  const state = form.querySelector("[data-draft-state]") ?? document.querySelector("[data-draft-state]");
  let timer = 0;
  let isDirty = false;

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  async function save() {
    clearTimeout(timer);
    if (!isDirty) return;
    isDirty = false;
    const data = new FormData(form);
    data.set("draft_key", form.dataset.draft);
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(String(answer.status));
      say(text("saved").replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang)));
      if (form.dataset.draftAddress) history.replaceState(null, "", form.dataset.draftAddress + form.dataset.draft.split(":")[1]);
    } catch {
      isDirty = true;
      say(text("unsaved"));
      document.dispatchEvent(new Event("session-doubt"));
      soon(RETRY);
    }
  }

  function say(sentence) {
    if (state) state.textContent = sentence;
  }

  form.addEventListener("input", () => {
    isDirty = true;
    soon(PAUSE);
  });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => {
    isDirty = false;
    clearTimeout(timer);
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty && state?.textContent === text("unsaved")) event.preventDefault();
  });
}

function text(name) {
  return document.getElementById("live").dataset[name] ?? "";
}
