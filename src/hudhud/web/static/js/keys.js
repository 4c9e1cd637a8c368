// Keys for what a page can do. An element with data-key="a" is pressed (or, if it takes or has text, focused) by that key; `?` lists
// them all. Nothing happens while somebody types, or with Ctrl, Alt or Meta. After a swap by htmx the focus goes to
// [data-focus] in what came, and [data-announce] in it is read out by [data-announcer].

const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const at = event.target instanceof Element ? event.target : document.body;
  if (event.key === "Escape" && at.matches(TYPING)) {
    at.blur();
    document.querySelector("[data-rest]")?.focus();
    return;
  }
  if (at.closest(TYPING) || document.querySelector("dialog[open]") || event.repeat) return;
  const key = latin(event);
  if (key === "?") {
    event.preventDefault();
    help();
    return;
  }
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(usable);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches(`${TYPING}, [data-text]`)) wanted.focus();
  else wanted.click();
});

// On a keyboard of another script the key's place says which Latin letter is meant.
function latin(event) {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (!letter || /^[\x20-\x7e]$/.test(event.key)) return event.key;
  return event.shiftKey ? letter : letter.toLowerCase();
}

const usable = (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true" && element.checkVisibility();

function help() {
  const dialog = document.getElementById("keys-help");
  if (!dialog) return;
  const list = dialog.querySelector("[data-keys-list]"), seen = new Set();
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (seen.has(element.dataset.key) || !usable(element)) continue;
    seen.add(element.dataset.key);
    const term = document.createElement("dt"), key = document.createElement("kbd"), words = document.createElement("dd");
    key.textContent = element.dataset.key;
    term.append(key);
    words.textContent = wordsOf(element);
    list.append(term, words);
  }
  dialog.showModal();
}

function wordsOf(element) {
  if (element.dataset.keyWords || element.ariaLabel) return element.dataset.keyWords || element.ariaLabel;
  const copy = element.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return (copy.textContent.trim() || element.labels?.[0]?.textContent || "").replace(/\s+/g, " ");
}

export function announce(words) {
  const place = document.querySelector("[data-announcer]");
  if (place) place.textContent = words;
}

document.addEventListener("htmx:afterSettle", (event) => {
  const came = event.detail.elt;
  const within = (selector) => (came.matches?.(selector) ? came : came.querySelector?.(selector));
  within("[data-focus]")?.focus();
  const said = within("[data-announce]");
  if (said) announce(said.dataset.announce || said.textContent.trim());
});
