// The review queue: which claim is the current one, and what its keys press. keys.js presses, select.js takes words.

const item = () => document.getElementById("item")?.dataset.item;
const lines = () => [...document.querySelectorAll("[data-line]")];
let current = -1;
let before = {item: "", line: ""};

function choose(index) {
  const all = lines();
  if (!all.length) return;
  current = Math.max(0, Math.min(index, all.length - 1));
  all.forEach((line, n) => {
    line.classList.toggle("here", n === current);
    // A key presses what carries data-key: only the current claim's buttons do.
    for (const element of line.querySelectorAll("[data-line-key]")) {
      if (n === current) element.dataset.key = element.dataset.lineKey;
      else delete element.dataset.key;
    }
  });
  before = {item: item(), line: all[current].dataset.line};
  show(before.line);
  all[current].focus({ preventScroll: true });
  all[current].scrollIntoView({ block: "nearest" });
}

function show(claim) {
  document.querySelectorAll(".span-here").forEach((mark) => mark.classList.remove("span-here"));
  const marks = document.querySelectorAll(`[data-text] [data-claim="${CSS.escape(claim)}"]`);
  marks.forEach((mark) => mark.classList.add("span-here"));
  marks[0]?.scrollIntoView({ block: "nearest" });
  text(marks[0]?.closest("[data-text]"));
}

// One report's text takes the key: that of the current claim.
function text(report) {
  const all = [...document.querySelectorAll("[data-text-key]")];
  for (const one of all) delete one.dataset.key;
  const wanted = report ?? all[0];
  if (wanted) wanted.dataset.key = wanted.dataset.textKey;
}

document.addEventListener("click", ({ target }) => {
  const step = target.closest("[data-step]");
  if (step) choose(current + Number(step.dataset.step));
  if (target.closest("[data-back]")) history.back();
  const opened = target.closest("summary")?.parentElement;
  // A click opens a <details> after its listeners ran.
  if (opened) setTimeout(() => opened.open && firstIn(opened)?.focus());
});

// A number in the selected words is what a count most likely is; the reviewer sees it and may change it.
document.addEventListener("hudhud:selected", ({ target, detail }) => {
  const value = target.elements.value;
  if (target.dataset.typed) return;
  value.value = target.querySelector("[name=group]") ? (detail.verbatim.match(/\d[\d,]*/)?.[0] ?? value.value) : detail.verbatim;
});

document.addEventListener("input", ({ target }) => {
  if (target.name === "value") target.form.dataset.typed = "yes";
});

// What came is another item, which begins at its first claim, or the same one, which goes on at the claim decided on.
document.addEventListener("htmx:afterSettle", () => {
  const same = item() === before.item ? lines().findIndex((line) => line.dataset.line === before.line) : -1;
  current = -1;
  text();
  if (same >= 0) choose(same);
  else scrollTo(0, 0);
  document.getElementById("problem")?.scrollIntoView({ block: "nearest" });
});

text();

// What a person can act on first in details that were opened; what lies in closed ones further in takes no focus.
function firstIn(opened) {
  const all = opened.querySelectorAll("input:not([type=hidden]), :scope > :not(summary) summary, button");
  return [...all].find((element) => element.checkVisibility());
}
