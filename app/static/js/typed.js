// Keeps what was given to the questions of a lesson and not sent yet: checking one of them, or reading in the other
// language, loads the page anew. It stays in this window until a page shows it as stored: whatever comes between sending it
// and that (no connection, a server that is busy, a session that has ended), it comes back.
const lesson = document.querySelector("[data-opened-url]");
const forms = document.querySelectorAll("form.check-q");

const place = (form) => `typed ${lesson.dataset.learner} ${lesson.dataset.openedUrl} ${form.id}`;
const fields = (form) => [...form.elements].filter(({ name }) => name?.startsWith("q-"));
const isPicked = ({ type }) => type === "radio" || type === "checkbox";
const values = (form) => fields(form).map((field) => (isPicked(field) ? field.checked : field.value));

// Which state of the question this is, and which set of its numbers.
const asked = ({ elements }) => `${elements.asked.value} ${elements.try.value}`;

function keep({ currentTarget: form }) {
  try {
    sessionStorage.setItem(place(form), JSON.stringify({ asked: asked(form), values: values(form) }));
  } catch {} // full, or forbidden: then it is as without a script
}

function forget(form) {
  try {
    sessionStorage.removeItem(place(form));
  } catch {}
}

// Text is kept without the spaces around it and with one kind of line end.
const plain = (value) => (typeof value === "string" ? value.replaceAll("\r\n", "\n").trim() : value);
const isStored = (form, kept) =>
  form.hasAttribute("data-stored") && values(form).every((value, at) => plain(value) === plain(kept.values[at]));

function bringBack(form) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(place(form)));
  } catch {}
  if (!kept) return;
  if (kept.asked !== asked(form) || kept.values.length !== fields(form).length || isStored(form, kept)) return forget(form);
  fields(form).forEach((field, at) => {
    field[isPicked(field) ? "checked" : "value"] = kept.values[at];
  });
}

for (const form of forms) {
  bringBack(form);
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
}
