// Search and filters of the list, in the browser: <form data-search data-index=URL data-incident="incident/{id}.html" data-words-…>.
//
// The index is columns of one length, see publish/site/data.py. It is fetched when the first filter is set; what is asked for
// stands in the page's address, so that it can be sent on. Without this script the pages of the list stay as they are.

const STEP = 100;
const DAY = 86400000;
const HARMS = ["killed", "injured", "abducted"];
const form = document.querySelector("form[data-search]");
const list = document.querySelector("[data-list]");
const told = document.querySelector("[data-found]");
const more = document.querySelector("[data-more]");
const headings = [...list.querySelectorAll("thead th")].map((one) => one.textContent);
const number = new Intl.NumberFormat(document.documentElement.lang || "en");
let index = null, asked = null, found = [], shown = 0;

const worded = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const say = (key, values = {}) => worded(form.dataset[`words${key[0].toUpperCase()}${key.slice(1)}`], values);
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const dayOf = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? Math.floor(Date.parse(`${text}T00:00:00Z`) / DAY) : null);
const least = (text) => (/^\d+$/.test(text) ? Number(text) : null);

function wanted() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) query.append(name, value.trim());
  return query;
}

async function load() {
  if (index) return index;
  asked ??= fetch(new URL(form.dataset.index, document.baseURI)).then((answer) => {
    if (!answer.ok) throw new Error(`the index answered ${answer.status}`);
    return answer.json();
  });
  try {
    const given = await asked;
    given.text = given.id.map((_, row) => folded([given.when[row], given.where[row], given.kind[row], given.actors[row], given.id[row]].join(" ")));
    index = given;
    return index;
  } catch (error) {
    asked = null;
    throw error;
  }
}

// Whether a row fits: what is not told fits no filter that asks for it.
function fits(query) {
  const words = folded(query.get("words") ?? "").split(/\s+/).filter(Boolean);
  const since = dayOf(query.get("since") ?? ""), until = dayOf(query.get("until") ?? "");
  const type = query.get("type"), harm = query.get("harm"), people = least(query.get("least") ?? ""), reports = least(query.get("reports") ?? "");
  const figures = harm ? [index.harms[harm] ?? {}] : Object.values(index.harms);
  return (row) =>
    words.every((word) => index.text[row].includes(word)) &&
    (since === null || (index.last[row] !== null && index.last[row] >= since)) &&
    (until === null || (index.first[row] !== null && index.first[row] <= until)) &&
    (!type || index.types[row].includes(type)) &&
    (!harm || row in figures[0]) &&
    (people === null || figures.some((of) => of[row] !== undefined && of[row] !== null && of[row] >= people)) &&
    (reports === null || index.reports[row] >= reports) &&
    (!query.has("disputed") || index.disputed[row] === 1);
}

function cell(name, heading, text, className = "") {
  const made = document.createElement(name);
  made.dataset.label = heading;
  made.className = className;
  const words = made.appendChild(document.createElement("bdi"));
  words.textContent = text;
  if (!text) made.replaceChildren();
  return made;
}

function chip(words, kind) {
  const made = document.createElement("span");
  made.className = `chip chip-${kind}`;
  made.textContent = words;
  return made;
}

function rowOf(row) {
  const made = document.createElement("tr"), link = document.createElement("a");
  link.href = worded(form.dataset.incident, {id: encodeURIComponent(index.id[row])});
  link.textContent = index.when[row];
  const head = cell("th", headings[0], "", "day");
  head.scope = "row";
  head.append(link);
  const kind = cell("td", headings[2], index.kind[row]);
  if (index.sum[row]) kind.append(" ", chip(say("sum"), "note"));
  if (index.status[row] !== "occurred") kind.append(" ", chip(index.status[row], "note"));
  if (index.disputed[row]) kind.append(" ", chip(say("disputed"), "warning"));
  made.append(head, cell("td", headings[1], index.where[row]), kind,
              ...HARMS.map((_, n) => cell("td", headings[3 + n], index.shown[row][n], "number")),
              cell("td", headings[6], index.actors[row]), cell("td", headings[7], number.format(index.reports[row]), "number"));
  return made;
}

function show() {
  const rows = results.querySelector("tbody");
  rows.append(...found.slice(shown, shown + STEP).map(rowOf));
  shown = Math.min(shown + STEP, found.length);
  more.hidden = shown === found.length;
  more.textContent = say("more", {n: number.format(Math.min(STEP, found.length - shown))});
}

// A table like the page's own, for what was found.
const results = list.querySelector(".table-wrap")?.cloneNode(true);
results?.querySelector("tbody").replaceChildren();
if (results) {
  results.hidden = true;
  list.after(results);
}

let turn = 0;
async function search() {
  const query = wanted(), own = (turn += 1);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  if (!query.size) {
    list.hidden = false;
    results.hidden = more.hidden = true;
    told.textContent = "";
    return;
  }
  if (!index) told.textContent = say("loading");
  try {
    await load();
  } catch (error) {
    console.warn(error);
    told.textContent = say("failed");
    return;
  }
  if (own !== turn) return; // something else was asked for meanwhile
  const fit = fits(query);
  found = index.id.map((_, row) => row).filter(fit);
  shown = 0;
  results.querySelector("tbody").replaceChildren();
  list.hidden = true;
  results.hidden = found.length === 0;
  show();
  told.textContent = found.length ? say("found", {n: number.format(found.length), all: number.format(index.id.length)}) : say("none");
}

if (form && results) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = true;
    else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }
  form.hidden = false;
  document.querySelector("[data-without]").hidden = true;
  let typing;
  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  form.addEventListener("reset", () => setTimeout(search));
  more.addEventListener("click", show);
  if (wanted().size) search();
  form.dataset.ready = "true";
}
