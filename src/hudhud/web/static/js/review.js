// The review queue by keyboard: whole-item keys on data-key, keys of the current claim on data-line-key,
// and words selected in the text put into the edit form that is open.

const item = () => document.getElementById("item");
const lines = () => [...document.querySelectorAll("[data-line]")];
const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

let current = null;

function choose(index) {
  const all = lines();
  if (!all.length) return;
  const line = all[Math.max(0, Math.min(index, all.length - 1))];
  all.forEach((one) => one.classList.toggle("here", one === line));
  document.querySelectorAll("mark.here").forEach((one) => one.classList.remove("here"));
  const marks = document.querySelectorAll(`.reading mark[data-claim="${CSS.escape(line.dataset.line)}"]`);
  marks.forEach((one) => one.classList.add("here"));
  marks[0]?.scrollIntoView({ block: "nearest" });
  current = line.dataset.line;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
}

const position = () => lines().findIndex((one) => one.dataset.line === current);

function press(element) {
  if (element.tagName === "SUMMARY") {
    const details = element.parentElement;
    details.open = !details.open;
    if (details.open) details.querySelector("input:not([type=hidden]), button")?.focus();
    return;
  }
  element.click();
}

function onLine(key) {
  const line = lines()[position()];
  if (!line) return false;
  if (key === "e") {
    const edit = line.querySelector("[data-line-edit]");
    edit.open = true;
    edit.querySelector("input[name=value]").focus();
    edit.querySelector("input[name=value]").select();
    return true;
  }
  const button = line.querySelector(`[data-line-key="${key}"]`);
  button?.click();
  return Boolean(button);
}

function help() {
  const dialog = document.getElementById("help");
  const list = dialog.querySelector(".keys");
  list.replaceChildren();
  const say = (key, words) => {
    const name = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    name.append(kbd);
    const meaning = document.createElement("dd");
    meaning.textContent = words;
    list.append(name, meaning);
  };
  document.querySelectorAll("[data-key][data-says]").forEach((one) => say(one.dataset.key, one.dataset.says));
  Object.entries(JSON.parse(dialog.dataset.more)).forEach(([key, words]) => say(key, words));
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (typing(event.target)) {
    if (event.key === "Escape") lines()[position()]?.focus();
    return;
  }
  const key = event.key;
  let done = true;
  if (key === "?") help();
  else if (key === "j" || key === "ArrowDown") choose(position() + 1);
  else if (key === "k" || key === "ArrowUp") choose(position() < 0 ? 0 : position() - 1);
  else if (key === "b") history.back();
  else if (!(current && onLine(key))) {
    const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (element) press(element);
    else done = false;
  }
  if (done) event.preventDefault();
});

// Code points, as the server counts: a browser counts UTF-16 units.
const codePoints = (text) => [...text].length;

function offsetIn(paragraph, node, offset) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return Number(paragraph.dataset.start) + codePoints(range.toString());
}

function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const paragraphOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  const from = paragraphOf(range.startContainer);
  const to = paragraphOf(range.endContainer);
  if (!from || !to || from.closest("[data-text]") !== to.closest("[data-text]")) return null;
  const first = offsetIn(from, range.startContainer, range.startOffset);
  const last = offsetIn(to, range.endContainer, range.endOffset);
  return first < last ? { report: from.closest("[data-text]").dataset.report, first, last, words: range.toString() } : null;
}

document.addEventListener("selectionchange", () => {
  const form = document.querySelector("details[open] > form[data-select-into]");
  const found = form && selected();
  if (!found) return;
  if (form.elements.report.value !== found.report) return;
  for (const name of ["first", "last"]) {
    form.elements[name].disabled = false;
    form.elements[name].value = found[name];
  }
  form.querySelector("[data-selected]").textContent = `“${found.words}”`;
  form.querySelector("[data-selected]").classList.add("chosen");
  if (!form.dataset.typed) form.elements.value.value = suggestion(form, found.words);
});

// A number or a name in the selected words is what the value most likely is; the reviewer sees and may change it.
function suggestion(form, words) {
  const field = form.closest("[data-line]");
  if (field && field.querySelector("select[name=group]")) return words.match(/\d[\d,]*/)?.[0] ?? form.elements.value.value;
  return words.trim().slice(0, 300);
}

document.addEventListener("input", (event) => {
  if (event.target.name === "value") event.target.form.dataset.typed = "yes";
});

// A second field of the same name would be sent as well; the typed id counts where there is one.
document.addEventListener("submit", (event) => {
  const alone = event.target.querySelector?.("[data-alone]");
  if (!alone) return;
  if (alone.value) event.target.querySelectorAll("input[type=radio][name=other]").forEach((one) => (one.checked = false));
  alone.disabled = !alone.value;
}, true);

document.body.addEventListener("htmx:afterSwap", () => {
  current = null;
  document.getElementById("problem")?.scrollIntoView({ block: "nearest" });
  (document.getElementById("item-title") ?? item())?.focus({ preventScroll: true });
  document.documentElement.dataset.ready = String(Number(document.documentElement.dataset.ready ?? 0) + 1);
});
