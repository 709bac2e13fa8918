// What the page of an attempt says about itself: the state of saving, the numbers of the questions, the remarks beside each.
export function openBoard(form) {
  const state = form.querySelector("[data-save-state]");
  const words = state.querySelector("[data-words]");
  const seconds = state.querySelector("[data-seconds]");
  const counter = form.querySelector("[data-answered]");
  const unsent = form.querySelector("[data-unsent]");
  const number = (id) => form.querySelector(`[data-nav="${CSS.escape(id)}"]`);
  const section = (id) => form.querySelector(`[data-question="${CSS.escape(id)}"]`);
  let countdown;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  // The time of the last save never goes back: an earlier one may be confirmed once more. Round midnight as well.
  function latest(time) {
    const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    const isLater = !state.dataset.latest || (minutes(time) - minutes(state.dataset.latest) + 1440) % 1440 < 720;
    if (isLater) state.dataset.latest = time;
    return state.dataset.latest;
  }

  function say(name, status, values = {}) {
    clearInterval(countdown);
    seconds.textContent = "";
    const text = filled(state.dataset[name], values.time ? { ...values, time: latest(values.time) } : values);
    if (words.textContent !== text) words.textContent = text;
    state.dataset.s = status;
  }

  // Counts down beside the words, so that nobody is read a number every second: `unit` says what is counted.
  function wait(name, left, count, unit = "in") {
    say(name, "bad", { count });
    const show = () => (seconds.textContent = left > 0 ? state.dataset[unit].replace("{seconds}", left--) : "");
    show();
    countdown = setInterval(show, 1000);
  }

  function beside(id, name, status, values = {}) {
    const place = section(id)?.querySelector("[data-q-state]");
    if (!place) return;
    place.dataset.s = status;
    place.textContent = name ? filled(state.dataset[name], values) : "";
  }

  function markAnswered(id, answered) {
    number(id).dataset.s = answered ? "done" : "";
    markKept(id, false);
  }

  // Answered, and the server does not have it yet.
  function markKept(id, isKept) {
    const item = number(id);
    const word = item.querySelector("[data-done]");
    item.toggleAttribute("data-kept", isKept);
    word.textContent = word.dataset[isKept ? "kept" : item.dataset.s === "done" ? "done" : "todo"];
    counter.textContent = form.querySelectorAll('[data-nav]:is([data-s="done"], [data-kept])').length;
    const count = form.querySelectorAll("[data-nav][data-kept]").length;
    unsent.textContent = count ? filled(unsent.dataset.unsent, { count }) : "";
  }

  function markFlagged(id, flagged) {
    const item = number(id);
    item.toggleAttribute("data-flag", flagged);
    item.querySelector("[data-flag-word]").hidden = !flagged;
    section(id)?.querySelector("[data-flag-button]").setAttribute("aria-pressed", flagged);
  }

  // Numbers are shown as the server read them.
  function showRead(id, numbers) {
    const place = section(id)?.querySelector("[data-read]");
    if (place) place.textContent = numbers.length ? place.dataset.read.replace("{number}", numbers.join(", ")) : "";
  }

  // Why an answer cannot be read; empty: it can. `unread`: in which of its fields, from 0.
  function complain(id, complaint, unread = []) {
    const unreadable = Boolean(complaint);
    for (const place of section(id)?.querySelectorAll("[data-complaint]") ?? []) {
      place.hidden = !unreadable;
      place.querySelector("span").textContent = complaint;
    }
    const fields = section(id)?.querySelectorAll("[aria-errormessage]") ?? [];
    fields.forEach((field, at) => field.setAttribute("aria-invalid", unread.includes(at)));
  }

  // Why the server will not take an answer as it is; empty: it does.
  function refuse(id, message) {
    const place = section(id)?.querySelector("[data-refused]");
    if (!place) return;
    place.hidden = !message;
    place.querySelector("span").textContent = message;
  }

  // The time is over: nothing more is taken, and everything looks so.
  function end() {
    for (const each of form.querySelectorAll("[data-question]")) each.inert = true;
    for (const button of form.querySelectorAll(":is(.actions, .steps) button")) button.disabled = true;
  }

  // Whoever sits here now is not to see what somebody else did.
  function blank(note) {
    form.replaceChildren();
    for (const each of [...note.parentElement.children]) if (each.matches(".note:not([data-closed]), .terms")) each.remove();
  }

  // The attempt is over, one way or the other: one message takes the place of the questions.
  function close(name, values = {}) {
    const note = document.querySelector(`[data-closed="${name}"]`);
    for (const [key, value] of Object.entries(values)) {
      const place = note.querySelector(`[data-put="${key}"]`);
      if (value) place.textContent = place.dataset.text.replace(`{${key}}`, value);
    }
    for (const other of document.querySelectorAll("[data-closed]")) other.hidden = other !== note;
    form.hidden = true;
    if (name === "gone") blank(note);
    note.focus();
  }

  // Beside the buttons that lead on: what the one that was pressed waits for.
  function hold(button, kind) {
    for (const place of form.querySelectorAll("[data-held]")) {
      const { whenOffline, whenSignedOut, whenBusy } = place.dataset;
      const text = { signedOut: whenSignedOut, busy: whenBusy }[kind] ?? whenOffline;
      place.textContent = place.parentElement.contains(button) ? text : "";
    }
  }

  const showSignedOut = (shown) => (document.querySelector("[data-signed-out]").hidden = !shown);
  const isStuck = () => state.dataset.s === "bad";
  return { isStuck, say, wait, beside, markAnswered, markKept, markFlagged, showRead, complain, refuse, hold, end, close, showSignedOut, section };
}
