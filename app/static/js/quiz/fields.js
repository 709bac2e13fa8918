// The fields of a question: what stands in them, and putting something else there.
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

export const isSame = (section, values) => JSON.stringify(valuesOf(section)) === JSON.stringify(values);
