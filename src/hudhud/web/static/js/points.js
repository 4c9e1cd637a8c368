// The points of map and timeline, and the filter form that both are bound to.
//
// Points come as columns of one length: {id, lat, lon, precision, killed, day}. lat and lon are null without coordinates,
// precision is a code of the codebook or null, killed null where no number was given, day counts from 1970-01-01 or is null.

let last = {url: null, points: null};

export function loadPoints(url) {
  if (last.url !== url) last = {url, points: fetched(url)};
  return last.points;
}

async function fetched(url) {
  try {
    const answer = await fetch(url, {headers: {accept: "application/json"}, credentials: "same-origin"});
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return await answer.json();
  } catch (error) {
    last = {url: null, points: null};
    throw error;
  }
}

export const filterForm = () => document.querySelector("form[data-filters]");

// Where the points of the present filters are. The period is left out: it is filtered here, without a request.
export function pointsUrl(element) {
  const form = filterForm();
  const query = new URLSearchParams(form ? new FormData(form) : location.search);
  for (const name of ["since", "until", "page", "csrf"]) query.delete(name);
  const kept = new URLSearchParams([...query].filter(([, value]) => value !== ""));
  const text = kept.toString();
  return element.dataset.points + (text ? (element.dataset.points.includes("?") ? "&" : "?") + text : "");
}

// Calls back whenever a filter has another value, a little later where somebody is typing.
export function onFilters(changed) {
  const form = filterForm();
  if (!form) return;
  let typing;
  form.addEventListener("change", () => changed());
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-instant]")) return;
    clearTimeout(typing);
    typing = setTimeout(changed, 300);
  });
}

const DAY = 86400000;
export const dayOf = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") ? Math.floor(Date.parse(`${text}T00:00:00Z`) / DAY) : null);
export const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);

// The period that the form holds, as days; null where an end is open.
export function formPeriod() {
  const form = filterForm();
  return {since: dayOf(form?.elements.since?.value), until: dayOf(form?.elements.until?.value)};
}

export const within = (day, {since, until}) =>
  (since === null && until === null) || (day !== null && (since === null || day >= since) && (until === null || day <= until));

export const worded = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
export const numbered = (value) => new Intl.NumberFormat(document.documentElement.lang || "en").format(value);
