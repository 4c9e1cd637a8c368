// Draws the outlines small: node geography.mjs KIND SOURCE OUT; KIND is countries, near or far (divisions).
// Writes TopoJSON of one object, `areas`; an area has name, name_ar, id, and where its name goes (`at`, `extent`).

import {readFileSync, writeFileSync} from "node:fs";
import {feature, quantize} from "topojson-client";
import {topology} from "topojson-server";
import {filter, filterAttachedWeight, presimplify, simplify} from "topojson-simplify";

const [kind, source, out] = process.argv.slice(2);

// Where divisions are drawn in full; elsewhere their outline is coarser, in square degrees.
const NEAR = new Set(["SY", "IQ", "LB", "JO", "PS", "IL", "TR", "YE", "IR", "SA", "EG", "KW", "QA", "BH", "AE", "OM"]);
const COARSE = {near: 2e-5, countries: 4.4e-3, far: 1.2e-2};

// A buffer zone that Natural Earth counts as a division of Syria is none.
const DROPPED = new Set(["SY-X01~"]);

const read = JSON.parse(readFileSync(source, "utf8"));

function places() {
  if (kind === "countries") {
    return feature(read, read.objects.countries).features.map((f) => ({
      type: "Feature", geometry: f.geometry, properties: {id: f.id, name: f.properties.name},
    }));
  }
  const here = (of) => NEAR.has(of.iso_a2) === (kind === "near") && of.iso_a2 !== "AQ" && !DROPPED.has(of.iso_3166_2);
  return read.features.filter((f) => f.geometry && here(f.properties)).map(({geometry, properties: of}) => ({
    type: "Feature",
    geometry,
    properties: {
      name: of.name_en || of.name, name_ar: of.name_ar || undefined,
      ...(kind === "near" && {id: of.iso_3166_2, geonames: of.gn_a1_code}),
    },
  }));
}

// Of the largest ring: its planar centroid and how wide it is, in degrees.
function label(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  let best = {area: -1};
  for (const [ring] of polygons) {
    let area = 0, x = 0, y = 0, west = 180, east = -180;
    for (let i = 0; i < ring.length - 1; i += 1) {
      const [ax, ay] = ring[i], [bx, by] = ring[i + 1], cross = ax * by - bx * ay;
      area += cross; x += (ax + bx) * cross; y += (ay + by) * cross;
      west = Math.min(west, ax); east = Math.max(east, ax);
    }
    if (Math.abs(area) > best.area && area !== 0) {
      best = {area: Math.abs(area), at: [x / (3 * area), y / (3 * area)].map((v) => +v.toFixed(2)), extent: +(east - west).toFixed(2)};
    }
  }
  return {at: best.at, extent: best.extent};
}

function small(features, coarse, steps) {
  for (const f of features) Object.assign(f.properties, label(f.geometry));
  const weighed = presimplify(topology({areas: {type: "FeatureCollection", features}}, 1e6));
  // An island smaller than a pixel of its scale says nothing; one that is all of its area stays.
  const kept = filter(simplify(weighed, coarse), filterAttachedWeight(weighed, coarse * 4));
  return quantize(kept, steps);
}

writeFileSync(out, JSON.stringify(small(places(), COARSE[kind], kind === "countries" ? 1e4 : 2e4)));
