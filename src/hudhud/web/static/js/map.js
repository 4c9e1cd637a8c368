// Incidents on a map: <div data-map data-points=URL data-incident="/incidents/{id}" data-words-…>, see points.js for the URL's answer.
//
// Incidents at one place of one precision are one mark. Marks that lie close together are clustered here, in the browser.
// A place that is known no closer than its district is drawn as an area, never as a pin; region and country are only counted.
// When all is drawn the element gets data-ready, and `window.hudhudReady` is true.

import "../vendor/leaflet/leaflet.js";
import Supercluster from "../vendor/supercluster/index.js";
import {Basemap} from "./basemap.js";
import {dayText, formPeriod, loadPoints, numbered, onFilters, pointsUrl, within, worded} from "./points.js";

const L = globalThis.L;
const RADIUS = {near: 5000, district: 20000, province: 80000};
const PLACED = new Set(["exact", ...Object.keys(RADIUS)]);
const MAX_ZOOM = 13;
const LISTED = 12;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const compact = new Intl.NumberFormat(document.documentElement.lang || "en", {notation: "compact", maximumFractionDigits: 1});

class IncidentMap {
  #element; #map; #basemap; #marks; #areas; #url; #points; #places = []; #index; #period = formPeriod(); #waiting = false;

  constructor(element) {
    this.#element = element;
    this.#map = L.map(element, {
      attributionControl: false, zoomControl: false, minZoom: 1, maxZoom: MAX_ZOOM, maxBounds: [[-85, -210], [85, 210]],
      maxBoundsViscosity: 1, zoomSnap: 0.25, zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
    }).setView([25, 25], 2);
    L.control.zoom({zoomInTitle: this.#say("in"), zoomOutTitle: this.#say("out")}).addTo(this.#map);
    this.#areas = L.layerGroup().addTo(this.#map);
    this.#marks = L.layerGroup().addTo(this.#map);
    this.#basemap = new Basemap(this.#map);
  }

  async start() {
    try {
      await Promise.all([this.#load(), this.#basemap.ready()]);
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#map.on("moveend", () => this.#draw());
    onFilters(() => this.#filtered());
    document.addEventListener("hudhud:period", ({detail}) => this.#brushed(detail));
    new ResizeObserver(() => this.#map.invalidateSize()).observe(this.#element);
    this.#element.dataset.ready = "true";
    window.hudhudReady = true;
  }

  #say(key, values = {}) {
    const name = `words${key[0].toUpperCase()}${key.slice(1)}`;
    return worded(this.#element.dataset[name] ?? "", values);
  }

  async #load() {
    const url = pointsUrl(this.#element);
    if (url === this.#url) return;
    this.#url = url;
    const points = await loadPoints(url);
    if (url !== this.#url) return; // other filters were set while this came
    this.#points = points;
    this.#places = placesOf(points);
    this.#fit();
    this.#refill();
  }

  async #filtered() {
    this.#period = formPeriod();
    try {
      const before = this.#url;
      await this.#load();
      if (before === this.#url) this.#refill();
    } catch (error) {
      this.#failed(error);
    }
  }

  #brushed({since, until}) {
    this.#period = {since, until};
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#refill();
    });
  }

  #fit() {
    const at = this.#places.map((place) => [place.lat, place.lon]);
    if (at.length) this.#map.fitBounds(L.latLngBounds(at).pad(0.05), {maxZoom: 8, animate: false});
  }

  // Counts anew what falls into the period, and clusters it.
  #refill() {
    performance.mark("hudhud:refill");
    const {day, killed} = this.#points, features = [];
    for (const place of this.#places) {
      place.rows = place.all.filter((row) => within(day[row], this.#period));
      if (!place.rows.length) continue;
      const deaths = place.rows.reduce((sum, row) => sum + (killed[row] ?? 0), 0);
      features.push({type: "Feature", geometry: {type: "Point", coordinates: [place.lon, place.lat]},
                     properties: {place, count: place.rows.length, killed: deaths}});
    }
    this.#index = new Supercluster({
      radius: 56, maxZoom: MAX_ZOOM - 1,
      map: ({count, killed: deaths}) => ({count, killed: deaths}),
      reduce: (sum, one) => { sum.count += one.count; sum.killed += one.killed; },
    }).load(features);
    this.#draw();
    this.#unplaced();
    performance.measure("hudhud:refill", "hudhud:refill");
  }

  #unplaced() {
    const {id, day, precision, lat} = this.#points;
    const n = id.filter((_, row) => (lat[row] === null || !PLACED.has(precision[row])) && within(day[row], this.#period)).length;
    const note = this.#element.closest("figure")?.querySelector("[data-unplaced]");
    if (note) note.textContent = n ? this.#say("unplaced", {n: numbered(n)}) : "";
  }

  #draw() {
    if (!this.#index) return;
    const view = this.#map.getBounds().pad(0.1), zoom = this.#map.getZoom();
    const focused = this.#element.contains(document.activeElement) ? document.activeElement.dataset.mark : undefined;
    this.#marks.clearLayers();
    this.#areas.clearLayers();
    const box = [Math.max(view.getWest(), -180), view.getSouth(), Math.min(view.getEast(), 180), view.getNorth()];
    for (const found of this.#index.getClusters(box, zoom)) {
      if (found.properties.cluster) this.#cluster(found);
      else this.#place(found);
    }
    if (focused !== undefined) (this.#element.querySelector(`[data-mark="${CSS.escape(focused)}"]`) ?? this.#element).focus();
  }

  #cluster({id, geometry, properties}) {
    const [lon, lat] = geometry.coordinates;
    const told = this.#say("zoom", {n: numbered(properties.count), killed: numbered(properties.killed)});
    this.#mark([lat, lon], bubble(properties), bubbleSize(properties.count), told, () => {
      const zoom = Math.min(this.#index.getClusterExpansionZoom(id), MAX_ZOOM);
      this.#map.setView([lat, lon], zoom, {animate: !calm});
    });
  }

  #place({geometry, properties}) {
    const [lon, lat] = geometry.coordinates, {place} = properties;
    const radius = RADIUS[place.precision];
    if (radius) {
      L.circle([lat, lon], {radius, className: `area ${deathsClass(properties.killed)}`, interactive: false}).addTo(this.#areas);
    }
    const icon = radius || properties.count > 1 ? bubble(properties, Boolean(radius)) : pin(properties);
    const told = [this.#say("incidents", {n: numbered(properties.count)}), this.#say("killed", {n: numbered(properties.killed)}),
                  this.#say(place.precision)].join(", ");
    this.#mark([lat, lon], icon, radius || properties.count > 1 ? bubbleSize(properties.count) : 24, told, () => this.#open(place, told));
  }

  #mark(at, inner, size, told, act) {
    const icon = L.divIcon({html: inner, className: "mark-frame", iconSize: [size, size]});
    const marker = L.marker(at, {icon, keyboard: true, title: told, riseOnHover: true}).addTo(this.#marks);
    const element = marker.getElement();
    element.setAttribute("aria-label", told);
    element.dataset.mark = at.join(",");
    marker.on("click", act);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }

  #open(place, told) {
    const {id, day, killed} = this.#points, box = document.createElement("div");
    box.append(made("p", told));
    const list = box.appendChild(document.createElement("ul"));
    const rows = [...place.rows].sort((a, b) => (day[b] ?? -Infinity) - (day[a] ?? -Infinity));
    for (const row of rows.slice(0, LISTED)) {
      const link = made("a", [day[row] === null ? this.#say("undated") : dayText(day[row]),
                              killed[row] === null ? "" : this.#say("killed", {n: numbered(killed[row])})].filter(Boolean).join(" · "));
      link.href = worded(this.#element.dataset.incident, {id: encodeURIComponent(id[row])});
      list.appendChild(document.createElement("li")).append(link);
    }
    if (rows.length > LISTED) box.append(made("p", this.#say("more", {n: numbered(rows.length - LISTED)})));
    L.popup({maxWidth: 280, autoPan: true}).setLatLng([place.lat, place.lon]).setContent(box).openOn(this.#map);
    box.querySelector("a")?.focus({preventScroll: true});
  }

  #failed(error) {
    const note = made("p", this.#say("failed"));
    note.className = "message message-bad map-failed";
    note.setAttribute("role", "alert");
    this.#element.append(note);
    console.warn(error);
  }
}

// One place for each point and precision that rows share.
function placesOf({id, lat, lon, precision}) {
  const found = new Map();
  for (let row = 0; row < id.length; row += 1) {
    if (lat[row] === null || lon[row] === null || !PLACED.has(precision[row])) continue;
    const key = `${precision[row]},${lat[row]},${lon[row]}`;
    const place = found.get(key);
    if (place) place.all.push(row);
    else found.set(key, {lat: lat[row], lon: lon[row], precision: precision[row], all: [row], rows: []});
  }
  return [...found.values()];
}

const deathsClass = (killed) => `deaths-${killed >= 50 ? 3 : killed >= 10 ? 2 : killed >= 1 ? 1 : 0}`;
const sizes = [26, 32, 38, 46, 54, 62];
const bubbleSize = (count) => sizes[Math.min(Math.floor(Math.log10(count) * 1.34), sizes.length - 1)];

function made(name, text, className = "") {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = className;
  return element;
}

function bubble({count, killed}, area = false) {
  return made("span", compact.format(count), `cluster ${area ? "cluster-area " : ""}${deathsClass(killed)}`);
}

const pin = ({killed}) => made("span", "", `pin ${deathsClass(killed)}`);

for (const element of document.querySelectorAll("[data-map]")) new IncidentMap(element).start();
