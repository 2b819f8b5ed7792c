// The shop's measuring tag: events in the shape of Google Analytics 4, sent to the shop's own
// host. It behaves as a real tag does, careless parts included; Matglas has to clean up after it.

import { lasting, session } from "./dom.js";

const measurementId = "G-DEMO000001";
const collectPath = "/g/collect";
/** Events this close together travel in one request, one line each. */
const batchMilliseconds = 120;
/** GA4 takes at most this many events per request. */
const maximumBatch = 25;

/** Consent as the tag reports it: per choice the four values a GA4 hit carries. */
const signals = {
  none: { gcs: "G100", gcd: "13p3p3p3p5", npa: "1", cps: "-" },
  accept: { gcs: "G111", gcd: "13r3r3r3r5", npa: "0", cps: "syphamo" },
  refuse: { gcs: "G100", gcd: "13q3q3q3q5", npa: "1", cps: "-" },
  statistics: { gcs: "G101", gcd: "13q3r3q3q5", npa: "1", cps: "-" },
  marketing: { gcs: "G110", gcd: "13r3q3r3r5", npa: "0", cps: "syphamo" },
};

const page = {
  id: Date.now(),
  seconds: Math.floor(Date.now() / 1000),
  random: randomNumber(),
  hits: 0,
  lastSend: performance.now(),
  first: true,
};

let choice = "none";
let hints = {};
let queue = [];
let queuedPage = null;
let timer = 0;
const listeners = new Set();

/** Calls `listener` with every beacon that leaves. */
export const onBeacon = (listener) => listeners.add(listener);

/** Takes note of the visitor's choice. Events of before are sent with the signals of before. */
export function setConsent(name) {
  flush();
  choice = name;
  if (!mayKeepIdentifiers()) for (const key of ["cid", "visits"]) lasting.remove(`zeep.${key}`);
}

const mayKeepIdentifiers = () => choice === "accept" || choice === "statistics";

/** Client hints, where the browser has them. Never waits long. */
export async function prepare() {
  const agent = navigator.userAgentData;
  if (!agent) return;
  const wanted = ["architecture", "bitness", "fullVersionList", "model", "platformVersion", "wow64"];
  const late = new Promise((done) => setTimeout(done, 300, null));
  const high = await Promise.race([agent.getHighEntropyValues(wanted).catch(() => null), late]);
  if (!high) return;
  const brands = (high.fullVersionList ?? []).map(({ brand, version }) => `${encodeURIComponent(brand)};${version}`);
  hints = {
    uaa: high.architecture ?? "", uab: high.bitness ?? "", uafvl: brands.join("|"),
    uamb: agent.mobile ? "1" : "0", uam: high.model ?? "", uap: agent.platform ?? "",
    uapv: high.platformVersion ?? "", uaw: high.wow64 ? "1" : "0",
  };
}

/** Queues one event of the page `view` = `{ location, referrer, title }`. */
export function record(name, view, parameters = {}) {
  if (queuedPage && queuedPage.location !== view.location) flush();
  queuedPage = view;
  queue.push([["en", name], ...Object.entries(parameters).map(([key, value]) => [key, String(value)])]);
  // A tag's first hit leaves at once and alone: it opens the session.
  if (page.first || queue.length >= maximumBatch) return flush();
  clearTimeout(timer);
  timer = setTimeout(flush, batchMilliseconds);
}

/** Sends what is queued. One event: everything in the query. Several: one line of body each. */
export function flush() {
  clearTimeout(timer);
  if (queue.length === 0) return;
  const now = performance.now();
  const events = queue;
  events[0].push(...openingMarks(), ["_et", String(Math.round(now - page.lastSend))]);
  const query = [...shared(queuedPage), ...(events.length === 1 ? events[0] : []), ["tfd", String(Math.round(now))]];
  queue = [];
  page.lastSend = now;
  page.first = false;

  const target = `${collectPath}?${encode(query)}`;
  const body = events.length === 1 ? "" : events.map(encode).join("\r\n");
  send(target, body);
  const beacon = {
    target, body, choice, sentAt: new Date(),
    shared: events.length === 1 ? query.filter((pair) => !events[0].includes(pair)) : query,
    events,
    added: addedByBrowser(queuedPage),
  };
  for (const listener of listeners) listener(beacon);
}

function send(target, body) {
  const sent = body === "" ? navigator.sendBeacon?.(target) : navigator.sendBeacon?.(target, body);
  if (sent) return;
  const options = { method: "POST", keepalive: true, headers: { "Content-Type": "text/plain;charset=UTF-8" } };
  fetch(target, body === "" ? { method: "POST", keepalive: true } : { ...options, body }).catch(() => {});
}

/** What the page states once per request. Order and names as the real tag has them. */
function shared(view) {
  const signal = signals[choice];
  page.hits += 1;
  return [
    ["v", "2"], ["tid", measurementId], ["gtm", "45je5b30v9100000000za200"], ["_p", String(page.id)],
    ["gcs", signal.gcs], ["gcd", signal.gcd], ["npa", signal.npa], ["dma", "1"], ["dma_cps", signal.cps],
    ["tag_exp", "103116026~103200004~115480710"], ["cid", clientId()], ["ul", navigator.language.toLowerCase()],
    ["sr", `${screen.width}x${screen.height}`], ...Object.entries(hints), ["are", "1"], ["frm", "0"],
    ["pscdl", signal.gcs === "G100" ? "denied" : "noapi"], ["_s", String(page.hits)], ["sid", sessionId()],
    ["sct", String(visits())], ["seg", page.first ? "0" : "1"],
    ["dl", view.location], ...(view.referrer ? [["dr", view.referrer]] : []), ["dt", view.title],
  ];
}

const openingMarks = () => (page.first ? [["_fv", "1"], ["_ss", "1"]] : []);

/** With statistics allowed the same for every visit; otherwise new with every page load. */
function clientId() {
  if (!mayKeepIdentifiers()) return `${page.random}.${page.seconds}`;
  const known = lasting.read("zeep.cid");
  if (known) return known;
  const fresh = `${page.random}.${page.seconds}`;
  lasting.write("zeep.cid", fresh);
  return fresh;
}

function sessionId() {
  if (!mayKeepIdentifiers()) return String(page.seconds);
  const known = session.read("zeep.sid");
  if (known) return known;
  session.write("zeep.sid", String(page.seconds));
  lasting.write("zeep.visits", String((Number(lasting.read("zeep.visits")) || 0) + 1));
  return String(page.seconds);
}

const visits = () => Math.max(1, Number(lasting.read("zeep.visits")) || 1);

/** What travels with the request although no script wrote it. */
function addedByBrowser(view) {
  return [
    ["address", "127.0.0.1"], ["user-agent", navigator.userAgent],
    ["accept-language", navigator.languages.join(", ")], ["referer", view.location],
    ...(navigator.globalPrivacyControl ? [["sec-gpc", "1"]] : []),
  ];
}

/** One item in the tag's notation: `id…~nm…~pr…`; a tilde inside a value is doubled. */
export function item(product, name, quantity = 1, extra = {}) {
  const fields = {
    id: product.sku, nm: name, br: "Zeepwinkel", ca: "Zeep", pr: (product.cents / 100).toFixed(2), qt: quantity, ...extra,
  };
  return Object.entries(fields).map(([key, value]) => key + String(value).replaceAll("~", "~~")).join("~");
}

const encode = (pairs) => pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");

function randomNumber() {
  return crypto.getRandomValues(new Uint32Array(1))[0] % 2147483647 || 1;
}

addEventListener("pagehide", flush);
