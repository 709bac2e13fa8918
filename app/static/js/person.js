// Fields in which somebody is named: a list of people follows what is typed, as in the combobox pattern of ARIA 1.2.
// Without this script the same texts are typed, and the server asks who is meant.
const PAUSE = 150; // milliseconds without a key

class Picker {
  // `input` is typed in; `take` is given the label of whom was chosen.
  constructor(input, home, take) {
    Object.assign(this, { input, home, take, people: [], active: -1, asked: "" });
    this.list = made("ul", { role: "listbox", id: `${input.id}-people`, class: "person-list", hidden: "" });
    this.list.setAttribute("aria-label", name(input));
    this.status = made("p", { role: "status", class: "hint vh" });
    input.after(this.list, this.status);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) input.setAttribute(key, value);
    input.addEventListener("input", (event) => event.isComposing || this.wait());
    input.addEventListener("compositionend", () => this.wait());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("focus", () => (this.isFresh = true));
    input.addEventListener("click", () => this.offer());
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose([...this.list.children].indexOf(row));
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  // The first click into a field that names somebody already selects the name: what is typed takes its place.
  offer() {
    if (this.isFresh && /\(\S+\)$/.test(this.input.value)) this.input.select();
    this.isFresh = false;
  }

  wait() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asking?.abort();
    const text = this.input.value.trim();
    if (!text) {
      this.say("");
      return this.close();
    }
    this.asking = new AbortController();
    try {
      const address = `${this.home.dataset.person}?${new URLSearchParams({ q: text })}`;
      const response = await fetch(address, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (!response.ok) throw new TypeError(response.statusText);
      const { people, status } = await response.json();
      if (document.activeElement === this.input) this.show(people, status);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.say(this.home.dataset.failed, true);
    }
  }

  show(people, status) {
    this.people = people;
    this.list.replaceChildren(...people.map((person, place) => this.row(person, place)));
    this.say(status, !people.length);
    this.open(people.length > 0);
    this.mark(-1);
  }

  // How many were found is there to be heard; that nobody was, to be seen too.
  say(text, isSeen = false) {
    this.status.textContent = text;
    this.status.classList.toggle("vh", !isSeen);
  }

  row(person, place) {
    const row = made("li", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" });
    const more = made("small", {});
    more.textContent = [person.staff_no, person.department].filter(Boolean).join(" · ");
    row.append(person.name, " ", more);
    return row;
  }

  open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.open(false);
    this.mark(-1);
  }

  mark(place) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const row = this.list.children[place];
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen) this.ask();
      else this.mark(this.next(step));
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      this.close();
      this.say("");
    } else if (event.key === "Enter" && this.isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Enter") this.enter?.(event);
  }

  // Past the last one, and before the first, no row is marked: what is typed counts.
  next(step) {
    const count = this.people.length + 1;
    return ((this.active + 1 + step + count) % count) - 1;
  }

  choose(place) {
    const person = this.people[place];
    this.close();
    this.say("");
    this.take(person, this);
  }
}

function made(tag, attributes) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function name(input) {
  return input.getAttribute("aria-label") ?? input.labels[0]?.textContent.trim() ?? "";
}

function one(home, input) {
  return new Picker(input, home, (person) => {
    input.value = person.label;
    home.querySelector(".person-choices")?.remove();
  });
}

// A list: what is found goes to a line of its own in the box below.
function several(home, box) {
  const label = home.dataset.add;
  const input = made("input", { id: `${box.id}-add`, class: "person-add", "aria-label": label, placeholder: label, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  box.before(input);
  const picker = new Picker(input, home, (person) => {
    const lines = box.value.split("\n").filter((line) => line.trim());
    if (!lines.includes(person.label)) lines.push(person.label);
    box.value = `${lines.join("\n")}\n`;
    input.value = "";
    picker.say(home.dataset.added.replace("{person}", person.label));
  });
  picker.enter = (event) => event.preventDefault(); // the form is not sent from here
}

for (const home of document.querySelectorAll("[data-person]")) {
  const box = home.querySelector("textarea");
  const input = home.querySelector(".field input");
  if (box && !box.readOnly) several(home, box);
  else if (input && !input.readOnly) one(home, input);
}
