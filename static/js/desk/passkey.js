// Passkeys: asks the server for a question, the device for its answer, and sends the answer with the form.
// Where there is no script or no passkey, the password and a code do.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

if (window.PublicKeyCredential) for (const box of document.querySelectorAll("[data-passkey]")) offer(box);

function offer(box) {
  box.hidden = false;
  const form = box.closest("form");
  const state = box.querySelector("[data-passkey-state]");
  const isNew = "passkeyNew" in box.dataset;
  box.querySelector("[data-passkey-use]").addEventListener("click", async () => {
    state.textContent = state.dataset.waiting;
    try {
      const options = await question(box.dataset, form);
      const answer = isNew ? await made(options) : await given(options);
      form.elements[box.dataset.passkeyFills].value = JSON.stringify(answer);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      state.textContent = state.dataset.failed;
    }
  });
}

async function question({ passkeyQuestion, passkeyFor }, form) {
  const body = new FormData();
  if (passkeyFor) body.set("for", passkeyFor);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(passkeyQuestion, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

const listed = (credentials) => (credentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function given(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return {
    ...plain(found),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

async function made(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const publicKey = { ...options, user, challenge: bytes(options.challenge), excludeCredentials: listed(options.excludeCredentials) };
  const found = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = found.response;
  return { ...plain(found), response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) } };
}

function plain(found) {
  return { id: found.id, rawId: text(found.rawId), type: found.type, clientExtensionResults: {} };
}
