// The glass: every event twice, as the shop sent it and as the destination gets it. The left side
// is what this page knows itself; the right side comes from the gateway, which never returns raw values.

import { element, pause } from "./dom.js";
import { text } from "./texts.js";
import { addedFields, counted, dissect, kind, label, readable, readRequest, received } from "./fields.js";

const eventsPath = "/demo/events";
/** Pauses between two questions to the gateway while something is waiting. */
const patience = [60, 120, 240, 480, 900, 1800, 3600];
const maximumCards = 40;
const tabs = ["consented", "anonymous", "counted"];

const list = document.getElementById("events");
const notice = document.getElementById("glass-notice");
const spoken = document.getElementById("glass-spoken");
const entries = [];
let last = 0;
let sent = 0;
let seen = 0;
let others = 0;
let attempt = 0;
let timer = 0;

/** Learns where the gateway's list stands, so that older events are not taken for ours. */
export async function open() {
  document.getElementById("numbers").href = `${location.protocol}//${location.hostname}:9090/`;
  const pointer = document.querySelector(".to-glass");
  new IntersectionObserver(([sight]) => pointer.classList.toggle("passed", sight.isIntersecting)).observe(list);
  await Promise.race([ask().then((answer) => { last = answer?.last ?? 0; }), pause(500)]);
}

/** Beacons sent, gateway events recognised as ours, and events still waiting. */
export const tally = () => ({ sent, seen, waiting: entries.filter((entry) => entry.beacon && !entry.answer).length });

/** Shows a beacon that just left, and asks the gateway what became of it. */
export function show(beacon) {
  sent += 1;
  for (const entry of entries) if (!entry.touched) entry.open = false;
  const names = beacon.events.map((pairs) => pairs[0][1]);
  add({ beacon, names, answer: null, lost: false, open: true, touched: false, tab: null });
  document.getElementById("glass-count").textContent = sent;
  schedule(0);
}

/** Marks in the list where the visitor changed the choice. */
export const noteChoice = (choice) => add({ choice });

function add(entry) {
  entry.node = element("li");
  entries.unshift(entry);
  list.prepend(entry.node);
  for (const old of entries.splice(maximumCards)) old.node.remove();
  redraw();
}

// MARK: Asking the gateway

async function ask() {
  try {
    const answer = await fetch(`${eventsPath}?after=${last}`, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch { return null; }
}

function schedule(step) {
  attempt = step;
  clearTimeout(timer);
  timer = setTimeout(poll, patience[step]);
}

async function poll() {
  const answer = await ask();
  if (answer && answer.last < last) last = 0; // The gateway was restarted: its numbers begin anew.
  else if (answer) {
    last = answer.last;
    for (const event of answer.events ?? []) take(event);
  }
  const over = attempt + 1 >= patience.length;
  for (const entry of entries) if (over && entry.beacon && !entry.answer) entry.lost = true;
  notice.textContent = !answer && attempt > 1 ? text("glass.unreachable") : others ? text("glass.others", others) : "";
  notice.hidden = notice.textContent === "";
  redraw();
  if (tally().waiting > 0 && !over) schedule(attempt + 1);
}

/** An event is ours if we wait for one with the same event names; the oldest comes first. */
function take(event) {
  const names = namesOf(event);
  const waiting = entries.filter((entry) => entry.beacon && !entry.answer);
  const entry = waiting.findLast((candidate) => candidate.names.join() === names.join())
    ?? waiting.findLast((candidate) => names.length === 0 || names.some((name) => candidate.names.includes(name)));
  if (!entry) { others += 1; return; }
  seen += 1;
  entry.lost = false;
  entry.answer = {
    ...event,
    outcome: event.outcome ?? "dropped",
    counted: event.counted ?? [],
    requests: { consented: readRequest(event.consented), anonymous: readRequest(event.anonymous) },
  };
  entry.tab ??= applying(entry.answer);
  const changes = summary(entry).map(([state, count]) => text(`summary.${state}`, count)).join(", ");
  spoken.textContent = text("glass.spoken", entry.names.join(", "), text(`verdict.${verdict(entry)}`), changes || "0");
}

function namesOf({ counted: rows, consented, anonymous }) {
  const request = readRequest(anonymous ?? consented);
  if (!request) return (rows ?? []).map((row) => row.event);
  return request.lines.length ? request.lines.map((line) => line.get("en")) : [request.query.get("en")];
}

// MARK: What became of it

function applying({ outcome, decision, requests }) {
  if (outcome === "forwarded-anonymous") return "anonymous";
  if (outcome === "dropped") return "counted";
  return decision?.statistics === "granted" && requests.consented ? "consented" : "counted";
}

function verdict({ answer, lost }) {
  if (!answer) return lost ? "lost" : "waiting";
  return answer.outcome.startsWith("forwarded") ? "forwarded" : answer.outcome === "dropped" ? "dropped" : "aggregated";
}

function explanation(entry) {
  const name = verdict(entry);
  if (entry.answer?.outcome === "forwarded-anonymous") return text("say.forwardedAnonymous");
  if (name !== "aggregated") return text(`say.${name}`);
  const statistics = entry.answer.decision?.statistics;
  return text(statistics === "granted" ? "say.aggregatedGranted"
    : statistics === "denied" && entry.beacon.choice !== "none" ? "say.aggregatedDenied" : "say.aggregatedUnknown");
}

/** One line of the comparison: what was sent, what is left, and the word for the difference. */
function compare(entry, key, value, event) {
  const { answer, tab } = entry;
  const line = { key, value, kind: kind(key, value), got: null, state: null };
  if (!answer) return line;
  const request = answer.requests[tab];
  if (tab === "counted") line.got = answer.outcome === "dropped" ? null : counted(answer.counted, key, event, entry.names[event]);
  else if (request) line.got = received(request, key, event);
  line.state = line.got === null || line.got === "" ? "removed" : line.got === value ? "kept" : "changed";
  return line;
}

/** The event's name first, then what points to a person; otherwise the order in which it was sent. */
function byImportance(lines) {
  const rank = ({ key, kind: nature }) => (key === "en" ? 0 : { personal: 1, plain: 2, narrowing: 3 }[nature] ?? 4);
  return lines.toSorted((one, other) => rank(one) - rank(other));
}

const filled = (pairs) => pairs.filter(([, value]) => value !== "");

/** All lines of an event, by group. */
function groups(entry) {
  const { beacon, answer, tab } = entry;
  const lines = (pairs, event) => filled(pairs).map(([key, value]) => compare(entry, key, value, event));
  const own = beacon.events.map((pairs, index) => byImportance(lines(pairs, index)));
  const shared = lines(beacon.shared, null);
  const isTechnical = (line) => line.kind === "technical";
  const known = new Set([...beacon.shared, ...beacon.events.flat()].map(([key]) => key));
  const request = answer?.requests[tab];
  const added = request ? [...addedFields(request, known)].map(([key, got]) =>
    ({ key, value: "", kind: "technical", got, state: "added" })) : [];
  return {
    events: own.map((each) => each.filter((line) => !isTechnical(line))),
    shared: byImportance(shared.filter((line) => !isTechnical(line))),
    browser: lines(beacon.added, null),
    technical: [...own.flat(), ...shared].filter(isTechnical).concat(added),
  };
}

/** How many personal values are removed, changed and kept in the chosen version. */
function summary(entry) {
  const { events, shared, browser } = groups(entry);
  const states = [...events.flat(), ...shared, ...browser].filter((line) => line.kind === "personal").map((line) => line.state);
  return ["removed", "changed", "kept"].map((state) => [state, states.filter((each) => each === state).length])
    .filter(([, count]) => count > 0);
}

// MARK: Drawing

/** Draws what changed since the last time; after a change of language everything. */
export function redraw() {
  const mark = (look, key) => element("span", null, element("i", { class: look, "aria-hidden": "true" }, "abc"), text(key));
  document.getElementById("glass-legend").replaceChildren(
    mark("personal", "glass.legend"), mark("narrowing", "glass.legendNarrow"), mark("frost", "glass.legendFrost"));
  for (const entry of entries) {
    const signature = [document.documentElement.lang, entry.answer?.id, entry.lost, entry.open, entry.tab].join();
    if (entry.drawn === signature) continue;
    entry.drawn = signature;
    entry.node.replaceChildren(entry.choice
      ? element("p", { class: "choice" }, text("glass.chose", text(`choice.${entry.choice}`))) : card(entry));
  }
}

function card(entry) {
  const name = verdict(entry);
  const chips = entry.answer ? summary(entry) : [];
  const head = element("summary", null,
    element("time", null, entry.beacon.sentAt.toLocaleTimeString("nl-BE")),
    element("span", { class: "names" }, entry.names.map((each) => element("code", null, each))),
    element("span", { class: `verdict ${name}` }, text(`verdict.${name}`)),
    element("span", { class: "chips" }, chips.map(([state, count]) =>
      element("span", { class: `chip ${state}` }, text(`summary.${state}`, count)))));
  const details = element("details", { class: "event", open: entry.open }, head);
  details.addEventListener("toggle", () => {
    if (details.open === entry.open) return;
    entry.open = details.open;
    entry.touched = true;
    if (details.open && details.children.length === 1) details.append(...contents(entry));
  });
  if (entry.open) details.append(...contents(entry));
  return details;
}

function contents(entry) {
  const { events, shared, browser, technical } = groups(entry);
  const { answer, tab } = entry;
  const group = (title, lines) => (lines.length
    ? [title && element("h4", null, title), element("div", { class: "lines" }, lines.map(line))] : []);
  const nothing = answer && tab === "counted" && (answer.outcome === "dropped" || answer.counted.length === 0);
  return [
    element("p", { class: "say" }, explanation(entry)),
    answer ? tabList(entry) : null,
    element("div", { class: "panel", ...(answer ? { role: "tabpanel", id: `panel-${answer.id}`, "aria-labelledby": `tab-${answer.id}-${tab}` } : {}) },
      element("div", { class: "sides" },
        element("h3", null, text("side.sent")),
        element("h3", null, text(tab === "counted" ? "side.counted" : "side.got"))),
      nothing ? element("p", { class: "missing" }, text("tab.nothing")) : "",
      ...events.flatMap((lines) => group("", lines)),
      ...group(text("group.browser"), browser), ...group(text("group.shared"), shared),
      element("details", { class: "more" }, element("summary", null, text("group.technical", technical.length)),
        element("div", { class: "lines" }, technical.map(line))),
      raw(entry)),
  ].filter(Boolean);
}

function line({ key, value, kind: nature, got, state }) {
  const plainName = label(key);
  const left = value === "" ? "–" : dissect(key, readable(key, value)).map((piece) =>
    piece.personal ? element("mark", { class: "personal" }, piece.words)
      : nature === "narrowing" ? element("span", { class: "narrowing" }, piece.words) : piece.words);
  const size = Math.min(6, Math.ceil(value.length / 9));
  const right = state === null ? element("span", { class: "frost pending", "aria-hidden": "true" })
    : state === "removed" ? element("span", { class: `frost size-${size}`, "aria-hidden": "true" }) : element("span", { class: "got" }, readable(key, got));
  return element("div", { class: `line ${nature} ${state ?? "waiting"}${key === "en" ? " opening" : ""}` },
    element("div", { class: "field" }, plainName, element("code", null, key)),
    element("div", { class: "left" }, left),
    element("div", { class: "right" }, right, state && element("em", { class: "state" }, text(`state.${state}`))));
}

function tabList(entry) {
  const { answer } = entry;
  const available = tabs.filter((tab) => tab !== "consented" || answer.requests.consented);
  const pick = (tab) => {
    entry.tab = tab;
    redraw();
    document.getElementById(`tab-${answer.id}-${tab}`)?.focus();
  };
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    pick(available[(available.indexOf(entry.tab) + step + available.length) % available.length]);
  };
  return element("div", { class: "tabs", role: "tablist", "aria-label": text("tab.label"), onkeydown: move }, tabs.map((tab) => {
    const selected = entry.tab === tab;
    return element("button", {
      type: "button", role: "tab", id: `tab-${answer.id}-${tab}`, "aria-selected": String(selected),
      "aria-controls": `panel-${answer.id}`, tabindex: selected ? 0 : -1, disabled: !available.includes(tab),
      title: available.includes(tab) ? null : text("tab.notCovered"), onclick: () => pick(tab),
    }, text(`tab.${tab}`), applying(answer) === tab ? element("small", null, text("tab.applies")) : null);
  }));
}

/** Both requests, letter by letter, for those who read protocols. */
function raw({ beacon, answer, tab }) {
  const letters = (request) => (request ? `${request.method ?? "POST"} ${request.target}${request.body ? `\n\n${request.body}` : ""}` : "–");
  const right = tab === "counted" ? JSON.stringify(answer.counted, null, 1) : answer ? letters(answer[tab]) : "…";
  return element("details", { class: "more" }, element("summary", null, text("group.raw")),
    element("div", { class: "letters" }, element("pre", { tabindex: 0 }, letters(beacon)), element("pre", { tabindex: 0 }, right)));
}
