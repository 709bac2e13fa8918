// What the page of an attempt says about itself: the state of saving, the numbers of the questions, the remarks beside each.
export function openBoard(form) {
  const state = form.querySelector("[data-save-state]");
  const words = state.querySelector("[data-words]");
  const seconds = state.querySelector("[data-seconds]");
  const counter = form.querySelector("[data-answered]");
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

  // Counts down beside the words, so that nobody is read a number every second.
  function wait(name, left, count) {
    say(name, "bad", { count });
    const show = () => (seconds.textContent = left > 0 ? state.dataset.in.replace("{seconds}", left--) : "");
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
    const item = form.querySelector(`[data-nav="${CSS.escape(id)}"]`);
    const word = item.querySelector("[data-done]");
    item.dataset.s = answered ? "done" : "";
    word.textContent = answered ? word.dataset.done : word.dataset.todo;
    counter.textContent = form.querySelectorAll('[data-nav][data-s="done"]').length;
  }

  function markFlagged(id, flagged) {
    const item = form.querySelector(`[data-nav="${CSS.escape(id)}"]`);
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

  // The attempt is over, one way or the other: one message takes the place of the questions.
  function close(name, values = {}) {
    const note = document.querySelector(`[data-closed="${name}"]`);
    for (const [key, value] of Object.entries(values)) {
      const place = note.querySelector(`[data-put="${key}"]`);
      if (value) place.textContent = place.dataset.text.replace(`{${key}}`, value);
    }
    for (const other of document.querySelectorAll("[data-closed]")) other.hidden = other !== note;
    form.hidden = true;
    if (name === "gone") form.replaceChildren(); // whoever sits here now is not to see it
    note.focus();
  }

  // Beside the buttons that lead on: they wait for a connection.
  function hold(button) {
    for (const place of form.querySelectorAll("[data-held]")) place.textContent = place.parentElement.contains(button) ? place.dataset.held : "";
  }

  const showSignedOut = (shown) => (document.querySelector("[data-signed-out]").hidden = !shown);
  const isStuck = () => state.dataset.s === "bad";
  return { isStuck, say, wait, beside, markAnswered, markFlagged, showRead, complain, refuse, hold, close, showSignedOut, section };
}
