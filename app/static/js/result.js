// The result is here: what this browser still holds of the attempt goes out once more, so that an answer given in time is
// kept beside it, and what could not be kept is named. Then nothing of it stays in the browser.
import { unfoldNotes } from "./quiz/notes.js";
import { nameRefused } from "./quiz/refused.js";
import { createSender } from "./quiz/sender.js";
import { connect } from "./quiz/server.js";
import { openStore } from "./quiz/store.js";

unfoldNotes();
const place = document.querySelector("[data-attempt]");
const { learner, attempt, saveUrl, stateUrl } = place.dataset;
const store = openStore(learner, attempt);
const note = place.querySelector("[data-late]");
const nothing = () => {};
const sender = createSender({
  url: saveUrl,
  server: connect(stateUrl, nothing),
  store,
  on: {
    sending: nothing, saved: nothing, taken: nothing, waiting: nothing,
    late: () => (note.hidden = false),
    refused: (entry, why) => nameRefused([{ ...entry, why }]),
    settled: store.clear,
    closed: store.clear,
    gone: nothing, // somebody else is signed in: it stays for whom it belongs to
  },
});
nameRefused(sender.refused());
sender.run();
