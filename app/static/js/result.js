// The result is here: what this browser still holds of the attempt goes out once more, so that an answer given in time is
// kept beside it, and then nothing of it stays in the browser.
import { createSender } from "./quiz/sender.js";
import { connect } from "./quiz/server.js";
import { openStore } from "./quiz/store.js";

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
    sending: nothing, saved: nothing, taken: nothing, waiting: nothing, settled: nothing,
    late: () => (note.hidden = false),
    refused: ({ name }) => store.remove(name),
    closed: store.clear,
    gone: store.clear,
  },
});
if (sender.pending().length) sender.run();
