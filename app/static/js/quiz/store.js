// Answers and flags that the server has not confirmed yet. They are kept in the browser, one entry a question, so that
// they outlive a reload, a crash or a lost network and two tabs never write over each other's. The key names the person
// and the attempt: whoever else uses the browser sees and sends nothing of it.
const LONGEST = 30 * 24 * 3600 * 1000; // milliseconds after which an entry that nobody came back for is dropped

function everyKey() {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // forbidden: then answers live as long as the page
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function forgetOld() {
  for (const key of everyKey()) {
    if (key.startsWith("answer ") && !(Date.now() - (read(key)?.given ?? 0) < LONGEST)) localStorage.removeItem(key);
  }
}

export function openStore(person, attempt) {
  const prefix = `answer ${person} ${attempt} `;
  const unkept = new Map(); // entries for which the browser has no room
  forgetOld();

  const get = (name) => unkept.get(name) ?? read(prefix + name);

  function put(name, entry) {
    try {
      localStorage.setItem(prefix + name, JSON.stringify(entry));
      unkept.delete(name);
    } catch {
      unkept.set(name, entry);
    }
  }

  function remove(name) {
    unkept.delete(name);
    try {
      localStorage.removeItem(prefix + name);
    } catch {}
  }

  // Oldest first: they are sent in the order given.
  function list() {
    const names = everyKey().filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const found = [...new Set([...names, ...unkept.keys()])].map((name) => get(name)).filter(Boolean);
    return found.sort((one, other) => one.given - other.given);
  }

  return { get, put, remove, list, clear: () => list().forEach(({ name }) => remove(name)), isSafe: () => !unkept.size };
}
