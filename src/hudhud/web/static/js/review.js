// The review queue: which claim is the current one, and what its keys press. keys.js presses, select.js takes words.

const lines = () => [...document.querySelectorAll("[data-line]")];
let current = -1;

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
  show(all[current].dataset.line);
  all[current].focus({ preventScroll: true });
  all[current].scrollIntoView({ block: "nearest" });
}

function show(claim) {
  document.querySelectorAll(".span-here").forEach((mark) => mark.classList.remove("span-here"));
  const marks = document.querySelectorAll(`[data-text] [data-claim="${CSS.escape(claim)}"]`);
  marks.forEach((mark) => mark.classList.add("span-here"));
  marks[0]?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", ({ target }) => {
  const step = target.closest("[data-step]");
  if (step) choose(current + Number(step.dataset.step));
  if (target.closest("[data-back]")) history.back();
  const opened = target.closest("summary")?.parentElement;
  // A click opens a <details> after its listeners ran.
  if (opened) setTimeout(() => opened.open && opened.querySelector("input:not([type=hidden]), button")?.focus());
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

document.addEventListener("htmx:afterSettle", () => {
  current = -1;
  document.getElementById("problem")?.scrollIntoView({ block: "nearest" });
});
