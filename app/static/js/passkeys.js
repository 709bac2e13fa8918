// A form with `data-passkey` ("create" or "get") asks the browser for a passkey when it is sent, and takes the answer along.
// What it asks with comes from `data-options`; what goes wrong is said in the form's [data-passkey-says], in words from its
// `data-failed`. Forms begin hidden: without this script, or a browser that knows passkeys, [data-passkey-without] stays.

const bytes = (word) => Uint8Array.from(atob(word.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const word = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function options(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  const asked = await answer.json();
  const read = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) read.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.allowCredentials) read.allowCredentials = described(asked.allowCredentials);
  if (asked.excludeCredentials) read.excludeCredentials = described(asked.excludeCredentials);
  return read;
}

function told(key) {
  const response = { clientDataJSON: word(key.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (key.response[name]) response[name] = word(key.response[name]);
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return JSON.stringify({ id: key.id, rawId: word(key.rawId), type: key.type, response, clientExtensionResults: {} });
}

async function send(form) {
  const says = form.querySelector("[data-passkey-says]");
  says.textContent = "";
  try {
    const publicKey = await options(form.dataset.options);
    const key = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.querySelector('[name="credential"]').value = told(key);
    form.submit();
  } catch {
    says.textContent = form.dataset.failed;
  }
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.reportValidity()) send(form);
    });
  }
  for (const note of document.querySelectorAll("[data-passkey-without]")) note.hidden = true;
}
