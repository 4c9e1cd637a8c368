// A brush over incidents by week: <div data-timeline data-points=URL data-words-…> with [data-period] and [data-clear] in it.
//
// A stretch of weeks goes into the filter form's `since` and `until`. While it is drawn every move is told by the event
// hudhud:period (detail: since, until as days from 1970-01-01, or null), which the map obeys without a request; when it is
// let go the form hears `change`, and fetches its table anew.

import {dayText, filterForm, formPeriod, loadPoints, numbered, onFilters, pointsUrl, worded} from "./points.js";

const SVG = "http://www.w3.org/2000/svg";
const HEAD = 6, FOOT = 22, HEIGHT = 88;
const weekOf = (day) => Math.floor((day + 3) / 7); // 1970-01-01 was a Thursday; weeks begin on Monday
const monday = (week) => week * 7 - 3;

class Timeline {
  #element; #svg; #counts = []; #first = 0; #from = 0; #to = 0; #parts = {}; #drag = null; #writing = false; #width = 0; #url = null;

  constructor(element) {
    this.#element = element;
    this.#svg = element.appendChild(drawn("svg", {height: HEIGHT}));
    for (const [name, tag, attributes] of [
      ["weeks", "path", {class: "week"}], ["chosen", "path", {class: "week-in"}], ["brush", "rect", {class: "brush", y: HEAD, height: HEIGHT - HEAD - FOOT}],
      ["ticks", "g", {}], ["start", "rect", this.#grip("wordsStart")], ["end", "rect", this.#grip("wordsEnd")],
    ]) this.#parts[name] = this.#svg.appendChild(drawn(tag, attributes));
    this.#listen();
  }

  #grip(words) {
    return {class: "grip", y: HEAD + 12, width: 10, height: HEIGHT - HEAD - FOOT - 24, rx: 3, tabindex: 0, role: "slider",
            "aria-label": this.#element.dataset[words], "aria-orientation": "horizontal"};
  }

  async start() {
    await this.#load();
    onFilters(() => { if (!this.#writing) this.#load(); });
    new ResizeObserver(() => this.#draw()).observe(this.#element);
    this.#element.dataset.ready = "true";
  }

  async #load() {
    const url = pointsUrl(this.#element);
    if (url !== this.#url) {
      this.#url = url;
      const {day} = await loadPoints(url);
      if (url !== this.#url) return;
      this.#count(day);
    }
    this.#read();
    this.#draw();
  }

  #count(days) {
    const told = days.filter((day) => day !== null).map(weekOf);
    this.#element.hidden = told.length === 0;
    if (!told.length) { this.#counts = []; return; }
    let first = Infinity, last = -Infinity;
    for (const week of told) { first = Math.min(first, week); last = Math.max(last, week); }
    this.#first = first;
    this.#counts = new Array(last - first + 1).fill(0);
    for (const week of told) this.#counts[week - first] += 1;
  }

  get #last() { return this.#counts.length - 1; }
  get #whole() { return this.#from === 0 && this.#to === this.#last; }

  #read() {
    const {since, until} = formPeriod(), clamp = (week) => Math.min(Math.max(week - this.#first, 0), Math.max(this.#last, 0));
    this.#from = since === null ? 0 : clamp(weekOf(since));
    this.#to = until === null ? Math.max(this.#last, 0) : clamp(weekOf(until));
    if (this.#to < this.#from) this.#to = this.#from;
  }

  #x(week) { return 6 + (this.#width - 12) * week / Math.max(this.#counts.length, 1); }

  #week(event) {
    const share = (event.clientX - this.#svg.getBoundingClientRect().left - 6) / (this.#width - 12);
    return Math.min(Math.max(Math.floor(share * this.#counts.length), 0), this.#last);
  }

  #draw() {
    this.#width = this.#svg.clientWidth;
    if (!this.#width || !this.#counts.length) return;
    this.#svg.setAttribute("viewBox", `0 0 ${this.#width} ${HEIGHT}`);
    this.#parts.weeks.setAttribute("d", this.#bars(0, this.#last));
    this.#parts.ticks.replaceChildren(...this.#dates());
    this.#mark();
  }

  #bars(from, to) {
    const most = Math.max(...this.#counts), wide = (this.#width - 12) / this.#counts.length, gap = wide > 3 ? 1 : 0;
    let path = "";
    for (let week = from; week <= to; week += 1) {
      const height = this.#counts[week] ? Math.max((HEIGHT - HEAD - FOOT) * this.#counts[week] / most, 1) : 0;
      if (height) path += `M${this.#x(week).toFixed(1)} ${HEIGHT - FOOT}v${(-height).toFixed(1)}h${(wide - gap).toFixed(2)}v${height.toFixed(1)}z`;
    }
    return path;
  }

  #dates() {
    const many = Math.max(Math.min(Math.floor(this.#width / 110), this.#counts.length), 1);
    return Array.from({length: many}, (_, k) => {
      const week = Math.floor(k * this.#counts.length / many);
      const text = drawn("text", {x: this.#x(week), y: HEIGHT - 6});
      text.textContent = dayText(monday(this.#first + week));
      return text;
    });
  }

  #mark() {
    const {brush, chosen, start, end} = this.#parts, from = this.#x(this.#from), to = this.#x(this.#to + 1);
    brush.setAttribute("x", from);
    brush.setAttribute("width", Math.max(to - from, 1));
    chosen.setAttribute("d", this.#bars(this.#from, this.#to));
    for (const [grip, x, week, day] of [[start, from, this.#from, 0], [end, to, this.#to, 6]]) {
      grip.setAttribute("x", Math.min(Math.max(x - 5, 0), this.#width - 10));
      grip.setAttribute("aria-valuemin", 0);
      grip.setAttribute("aria-valuemax", this.#last);
      grip.setAttribute("aria-valuenow", week);
      const words = {day: dayText(monday(this.#first + week) + day), n: numbered(this.#counts[week])};
      grip.setAttribute("aria-valuetext", worded(this.#element.dataset.wordsWeek, words));
    }
    this.#element.querySelector("[data-clear]").hidden = this.#whole;
    const said = this.#element.querySelector("[data-period]");
    const {since, until} = this.#period(true);
    said.textContent = `${dayText(since)} – ${dayText(until)}`;
  }

  #period(always = false) {
    if (this.#whole && !always) return {since: null, until: null};
    return {since: monday(this.#first + this.#from), until: monday(this.#first + this.#to) + 6};
  }

  // `done`: the hand is off, so the form takes it; else the map alone follows.
  #tell(done) {
    this.#mark();
    const period = this.#period();
    document.dispatchEvent(new CustomEvent("hudhud:period", {detail: period}));
    const form = filterForm();
    if (!done || !form) return;
    const {since, until} = form.elements;
    since.value = period.since === null ? "" : dayText(period.since);
    until.value = period.until === null ? "" : dayText(period.until);
    this.#writing = true;
    until.dispatchEvent(new Event("change", {bubbles: true}));
    this.#writing = false;
  }

  #listen() {
    const svg = this.#svg;
    svg.addEventListener("pointerdown", (event) => {
      if (!this.#counts.length || event.button) return;
      const week = this.#week(event), {start, end, brush} = this.#parts;
      const kind = event.target === start ? "from" : event.target === end ? "to" : event.target === brush && !this.#whole ? "move" : "new";
      this.#drag = {kind, week, from: this.#from, to: this.#to, moved: false};
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!this.#drag) return;
      const before = [this.#from, this.#to];
      this.#dragged(this.#week(event));
      if (before[0] !== this.#from || before[1] !== this.#to) this.#tell(false);
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      svg.addEventListener(kind, () => {
        if (!this.#drag) return;
        const {moved} = this.#drag;
        this.#drag = null;
        if (moved) this.#tell(true);
      });
    }
    this.#parts.start.addEventListener("keydown", (event) => this.#key(event, "from"));
    this.#parts.end.addEventListener("keydown", (event) => this.#key(event, "to"));
    this.#element.querySelector("[data-clear]").addEventListener("click", () => {
      this.#from = 0;
      this.#to = this.#last;
      this.#tell(true);
      this.#parts.start.focus();
    });
  }

  #dragged(week) {
    const drag = this.#drag;
    if (week !== drag.week) drag.moved = true;
    if (!drag.moved) return;
    if (drag.kind === "new") { this.#from = Math.min(drag.week, week); this.#to = Math.max(drag.week, week); }
    if (drag.kind === "from") this.#from = Math.min(week, this.#to);
    if (drag.kind === "to") this.#to = Math.max(week, this.#from);
    if (drag.kind === "move") {
      const by = Math.min(Math.max(week - drag.week, -drag.from), this.#last - drag.to);
      this.#from = drag.from + by;
      this.#to = drag.to + by;
    }
  }

  #key(event, which) {
    const by = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -4, PageUp: 4, Home: -Infinity, End: Infinity}[event.key];
    if (by === undefined) return;
    event.preventDefault();
    if (which === "from") this.#from = Math.min(Math.max(this.#from + by, 0), this.#to);
    else this.#to = Math.max(Math.min(this.#to + by, this.#last), this.#from);
    this.#tell(false);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#tell(true), 350);
  }

  #settling;
}

function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

for (const element of document.querySelectorAll("[data-timeline]")) {
  new Timeline(element).start().catch((error) => { element.hidden = true; console.warn(error); });
}
