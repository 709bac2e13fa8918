// The fields of a question: what stands in them, and putting something else there.
const LONGEST_WORDS = 120; // characters
const isPicked = ({ type }) => type === "radio" || type === "checkbox";
const fieldsOf = (section) => [...section.querySelectorAll(`[name="q-${CSS.escape(section.dataset.question)}"]`)];

// In the order of the page, as the form would send them.
export function valuesOf(section) {
  return fieldsOf(section).filter((field) => !isPicked(field) || field.checked).map(({ value }) => value);
}

// Says so to those who show the fields in another way.
export function setValues(section, values) {
  fieldsOf(section).forEach((field, at) => {
    if (isPicked(field)) field.checked = values.includes(field.value);
    else field.value = values[at] ?? "";
  });
  section.dispatchEvent(new Event("taken"));
}

// What stands in them, as one reads it there: of what is picked its words. Empty for places in an order, which say nothing alone.
export function wordsOf(section, values) {
  if (section.querySelector("[data-ordering]")) return "";
  const words = fieldsOf(section).map((field, at) => {
    if (isPicked(field)) return values.includes(field.value) ? field.closest("label")?.innerText.trim() ?? "" : "";
    if (field.tagName === "SELECT") return [...field.options].find(({ value }) => value && value === values[at])?.text ?? "";
    return values[at] ?? "";
  });
  const line = words.filter(Boolean).join(" / ");
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line;
}

// Values as the server keeps them: white space around them is no part of an answer.
export const line = (values) => JSON.stringify(values.map((value) => value.replaceAll("\r\n", "\n").trim()));

export const isSame = (section, values) => line(valuesOf(section)) === line(values);
