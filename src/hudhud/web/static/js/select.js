// Words of a document into a field. Text stands in [data-text data-start=N], whose text content is the document's from its
// character N on. A field is [data-field] with [data-span-start], [data-span-end] and [data-verbatim] inputs in it, and
// [data-words] where the words are shown; the one last focused takes what is selected, else the one with data-default.
// With a mouse the words are taken when it is let go. With keys: focus the text (tabindex=0), arrows choose a word, Shift and
// arrows choose more, Enter takes them and leads back to the field. Offsets written count code points. A field with data-claim and the marks with the
// same data-claim show each other. Tells by hudhud:selected on the field (detail: start, end, verbatim, report); an input with data-report takes the text's data-report.

import {announce} from "./keys.js";

let current = null;

const codePoints = (text) => {
  let n = 0;
  for (const _ of text) n += 1;
  return n;
};

export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const piece = pieceOf(range.startContainer) ?? pieceOf(range.endContainer);
  if (!piece) return null;
  if (!piece.contains(range.startContainer)) range.setStart(piece, 0);
  if (!piece.contains(range.endContainer)) range.setEnd(piece, piece.childNodes.length);
  const whole = range.toString(), words = whole.trim();
  if (!words) return null;
  const before = document.createRange();
  before.selectNodeContents(piece);
  before.setEnd(range.startContainer, range.startOffset);
  const start = Number(piece.dataset.start) + codePoints(before.toString() + whole.slice(0, whole.indexOf(words)));
  return {start, end: start + codePoints(words), verbatim: words, report: piece.dataset.report};
}

const pieceOf = (node) => (node instanceof Element ? node : node.parentElement)?.closest("[data-text]") ?? null;

function take() {
  const words = selected();
  const field = current?.isConnected ? current : document.querySelector("[data-field][data-default]");
  if (!words || !field) return;
  const report = field.querySelector("[data-report]");
  if (report) report.value = words.report ?? "";
  for (const [name, value] of [["start", words.start], ["end", words.end]]) field.querySelector(`[data-span-${name}]`).value = value;
  const verbatim = field.querySelector("[data-verbatim]");
  verbatim.value = words.verbatim;
  const shown = field.querySelector("[data-words]");
  if (shown) shown.textContent = words.verbatim;
  verbatim.dispatchEvent(new Event("change", {bubbles: true}));
  field.dispatchEvent(new CustomEvent("hudhud:selected", {bubbles: true, detail: words}));
  announce(`${field.dataset.name ?? field.dataset.field}: ${words.verbatim}`);
}

document.addEventListener("focusin", ({target}) => {
  const field = target.closest("[data-field]");
  if (!field) return;
  current?.classList.remove("field-here");
  current = field;
  field.classList.add("field-here");
  show(field.dataset.claim);
});

function show(claim) {
  for (const mark of document.querySelectorAll(".span-here")) mark.classList.remove("span-here");
  if (!claim) return;
  const marks = document.querySelectorAll(`[data-text] [data-claim="${CSS.escape(claim)}"]`);
  for (const mark of marks) mark.classList.add("span-here");
  marks[0]?.scrollIntoView({block: "nearest"});
}

document.addEventListener("pointerup", (event) => {
  if (!(event.target instanceof Element) || event.target.closest("[data-field]")) return;
  if (!getSelection().isCollapsed) take();
  else {
    const claim = event.target.closest("[data-text] [data-claim]")?.dataset.claim;
    if (claim) document.querySelector(`[data-field][data-claim="${CSS.escape(claim)}"] :is(input:not([type=hidden]), select, textarea, button)`)?.focus();
  }
});

document.addEventListener("keydown", (event) => {
  const piece = event.target instanceof Element && event.target.matches("[data-text]") ? event.target : null;
  if (!piece || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") {
    event.preventDefault();
    take();
    if (current?.isConnected) current.querySelector("[name=value]")?.focus();
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    event.preventDefault();
    step(piece, (event.key === "ArrowRight") === (getComputedStyle(piece).direction === "ltr") ? "forward" : "backward", event.shiftKey);
  }
});

function step(piece, way, extend) {
  const selection = getSelection();
  if (!selection.rangeCount || !piece.contains(selection.anchorNode)) {
    selection.collapse(piece.querySelector(".span-here") ?? piece, 0); // the words of the claim at hand are nearest
    if (way === "backward") return;
  } else if (!extend) {
    if (way === "forward") selection.collapseToEnd();
    else selection.collapseToStart();
  }
  selection.modify("extend", way, "word");
  if (!piece.contains(selection.focusNode)) selection.collapse(piece, piece.childNodes.length);
}
