// Looks up who may be calling when a number was typed. The form is usable before the answer comes, and without it.

const form = document.querySelector("form[data-match-url]");
const panel = document.getElementById("callers");
const number = form.querySelector('[name="number"]');
// Leaving the field looks up by itself.
form.querySelector("[data-without-script]").hidden = true;
let asked = number.value;

number.addEventListener("change", async () => {
  if (number.value === asked) return;
  asked = number.value;
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.matchUrl, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "fetch" },
    });
    if (answer.ok && number.value === asked) panel.innerHTML = await answer.text();
  } catch {
    // The call is logged by hand just as well.
  } finally {
    panel.removeAttribute("aria-busy");
  }
});
