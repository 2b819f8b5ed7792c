// What the fields of an event mean in plain words, and which of them point to a person.

import { language } from "./texts.js";

const personal = "personal", narrowing = "narrowing", plain = "plain", technical = "technical";

const fields = {
  address: [personal, "IP-adres", "IP address"],
  "user-agent": [personal, "Browser, voluit", "Browser, in full"],
  "accept-language": [narrowing, "Talen", "Languages"],
  referer: [plain, "Komt van pagina", "Sent from page"],
  "sec-gpc": [plain, "Privacysignaal", "Privacy signal"],
  en: [plain, "Gebeurtenis", "Event"],
  dl: [plain, "Adres van de pagina", "Page address"],
  dr: [plain, "Vorige pagina", "Previous page"],
  dt: [plain, "Titel", "Title"],
  cid: [personal, "Bezoeker", "Visitor"],
  sid: [personal, "Sessie", "Session"],
  _p: [personal, "Paginabezoek", "Page load"],
  sct: [narrowing, "Aantal bezoeken", "Number of visits"],
  ul: [narrowing, "Taal", "Language"],
  sr: [narrowing, "Scherm", "Screen"],
  uaa: [narrowing, "Processor", "Processor"],
  uab: [narrowing, "Bits", "Bits"],
  uafvl: [narrowing, "Browserversies", "Browser versions"],
  uam: [narrowing, "Toestel", "Device model"],
  uap: [narrowing, "Systeem", "System"],
  uapv: [narrowing, "Systeemversie", "System version"],
  tag_exp: [narrowing, "Lopende experimenten", "Running experiments"],
  gcs: [plain, "Toestemming", "Consent"],
  gcd: [technical, "Toestemming, voluit", "Consent, in full"],
  "ep.search_term": [plain, "Zoekterm", "Search term"],
  "epn.results": [plain, "Gevonden", "Results"],
  "ep.transaction_id": [personal, "Bestelnummer", "Order number"],
  "ep.user_data.email": [personal, "E-mailadres", "E-mail address"],
  "epn.value": [plain, "Bedrag", "Value"],
  "epn.tax": [plain, "Btw", "VAT"],
  "epn.shipping": [plain, "Verzendkosten", "Shipping"],
  cu: [plain, "Munt", "Currency"],
  _uip: [personal, "IP-adres", "IP address"],
};

/** The plain name of a field, or nothing where only its technical name exists. */
export function label(key) {
  if (/^pr\d+$/.test(key)) return language() === "nl" ? `Artikel ${key.slice(2)}` : `Item ${key.slice(2)}`;
  return fields[key]?.[language() === "nl" ? 1 : 2] ?? null;
}

const giveaway = new RegExp([
  "[\\w.+-]+(?:@|%40)[\\w-]+(?:\\.[\\w-]+)+",
  "(?<=[?&](?:gclid|dclid|fbclid|msclkid|klant|bericht|bestelling)=)[^&#]+",
].join("|"), "g");

/** Cuts a value as sent into pieces; a piece marked `personal` points to a person. */
export function dissect(key, value) {
  if (fields[key]?.[0] === personal) return [{ words: value, personal: true }];
  const pieces = [];
  let start = 0;
  for (const match of value.matchAll(giveaway)) {
    pieces.push({ words: value.slice(start, match.index) }, { words: match[0], personal: true });
    start = match.index + match[0].length;
  }
  pieces.push({ words: value.slice(start) });
  return pieces.filter(({ words }) => words !== "");
}

/** `personal`, `narrowing` (helps to recognise someone), `plain` or `technical`. */
export function kind(key, value) {
  if (dissect(key, value).some((piece) => piece.personal)) return personal;
  return fields[key]?.[0] ?? (/^(ep|epn|up|upn)\.|^pr\d/.test(key) ? plain : technical);
}

/** A value as people read it: an item's notation becomes `name, 2 × 6.50 (sku)`. */
export function readable(key, value) {
  if (!/^pr\d+$/.test(key)) return value;
  const parts = value.replaceAll("~~", "\u0000").split("~").map((part) => part.replaceAll("\u0000", "~"));
  const item = Object.fromEntries(parts.map((part) => [part.slice(0, 2), part.slice(2)]));
  const price = item.pr ? `${item.qt ?? 1} × ${item.pr}` : null;
  return [item.nm, price].filter(Boolean).join(", ") + (item.id ? ` (${item.id})` : "") || value;
}

/** A request of the gateway's answer, ready for look-ups. Nothing in, nothing out. */
export function readRequest(request) {
  if (!request) return null;
  const query = new URLSearchParams((request.target ?? "").split("?").slice(1).join("?"));
  const lines = (request.body ?? "").split(/\r?\n/).filter(Boolean).map((line) => new URLSearchParams(line));
  return { query, lines, userAgent: request.userAgent || null };
}

/** What a destination gets for one field; `event` is the line's index, or null for shared fields. */
export function received(request, key, event) {
  switch (key) {
    case "address": return request.query.get("_uip");
    case "user-agent": return request.userAgent;
    case "accept-language": case "referer": case "sec-gpc": return null;
  }
  return request.lines[event ?? 0]?.get(key) ?? request.query.get(key);
}

/** Fields that only the destination's version has. */
export function addedFields(request, known) {
  const all = [request.query, ...request.lines].flatMap((part) => [...part.entries()]);
  return new Map(all.filter(([key]) => !known.has(key) && key !== "_uip"));
}

/** What the shop's own counting keeps of one field; `name` is the event's, where the field has one. */
export function counted(rows, key, event, name) {
  const row = event === null || rows[event]?.event === name ? rows[event ?? 0] : rows.find((each) => each.event === name);
  if (!row) return null;
  const kept = {
    en: row.event, dl: row.page, dr: row.referrerDomain, "user-agent": row.browser, uap: row.system,
    "epn.value": row.revenueCents ? (row.revenueCents / 100).toFixed(2) : "", cu: row.currency,
  };
  return kept[key] || null;
}
