// The list of people follows what is typed. Without this script the form's button does the same.
const form = document.querySelector("[data-people-search]");
const PAUSE = 120; // milliseconds without a key
let waiting;
let asking;

function address() {
  const values = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...values]) if (!value || (name === "show" && value === "here")) values.delete(name);
  const query = values.toString();
  return form.getAttribute("action") ?? location.pathname + (query ? `?${query}` : "");
}

async function follow() {
  asking?.abort();
  asking = new AbortController();
  const target = address();
  try {
    const response = await fetch(target, { signal: asking.signal, headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector("[data-people-found]");
    if (!found) return;
    show(found);
    history.replaceState(null, "", target);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

// The line that is read out stays in the page: only its words change.
function show(found) {
  const here = document.querySelector("[data-people-found]");
  const status = here.querySelector("[role=status]");
  status.textContent = found.querySelector("[role=status]").textContent;
  found.querySelector("[role=status]").replaceWith(status);
  here.replaceChildren(...found.childNodes);
}

if (form) {
  form.elements.q.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(follow, PAUSE);
  });
  form.elements.q.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, PAUSE);
  });
}
