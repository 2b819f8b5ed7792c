// Zeepwinkel: the pages of the shop, drawn in the browser, one address each.

import { element, lasting, session } from "./dom.js";
import { bySlug, products, search, soap } from "./catalog.js";
import { language, money, setLanguage, text } from "./texts.js";
import * as tag from "./beacon.js";
import * as glass from "./glass.js";
import { fly } from "./autopilot.js";

const shippingCents = 450;
const freeShippingFromCents = 3500;
const maximumQuantity = 20;
const plantedEmail = "jan.janssens@example.com";
const newsletterAddress = "/?utm_source=nieuwsbrief&utm_medium=email&utm_campaign=lente"
  + "&gclid=Cj0KCQiA5Zeep1987BRDemoClickId0042lente_wcB"
  + `&email=${encodeURIComponent(plantedEmail)}&klant=48213`;
const webmail = `https://webmail.example.net/lezen?postvak=${encodeURIComponent(plantedEmail)}&bericht=7731`;

const main = document.getElementById("shop");
const banner = document.getElementById("consent");
const searchField = document.getElementById("search-term");
let referrer = document.referrer;
let choosing = false;
let arrived = false;
let lastLocation = location.href;

// MARK: Cart

const cart = {
  lines: () => {
    try { return JSON.parse(session.read("zeep.cart") ?? "[]").filter(([slug, count]) => bySlug(slug) && count > 0); }
    catch { return []; }
  },
  set(slug, count) {
    const lines = cart.lines().filter(([other]) => other !== slug);
    if (count > 0) lines.push([slug, Math.min(count, maximumQuantity)]);
    session.write("zeep.cart", JSON.stringify(lines));
    showCartCount();
  },
  count: (slug) => cart.lines().find(([other]) => other === slug)?.[1] ?? 0,
  subtotal: () => cart.lines().reduce((sum, [slug, count]) => sum + bySlug(slug).cents * count, 0),
  shipping: () => (session.read("zeep.newsletter") || cart.subtotal() >= freeShippingFromCents ? 0 : shippingCents),
  total: () => cart.subtotal() + cart.shipping(),
  items: () => Object.fromEntries(cart.lines().map(([slug, count], index) =>
    [`pr${index + 1}`, tag.item(bySlug(slug), bySlug(slug).name[language()], count)])),
};

const euros = (cents) => (cents / 100).toFixed(2);

function showCartCount() {
  const count = cart.lines().reduce((sum, [, number]) => sum + number, 0);
  document.getElementById("cart-count").textContent = count;
}

// MARK: Pages

const heading = (words) => element("h1", { tabindex: -1 }, words);
const lead = (words) => element("p", { class: "lead" }, words);
const link = (address, words, look) => element("a", { href: address, class: look }, words);
const price = (cents) => element("span", { class: "price" }, money(cents));

const shelfOf = (items) => element("ul", { class: "shelf", role: "list" }, items.map((item) =>
  element("li", null, element("a", { href: `/p/${item.slug}`, class: "card" },
    soap(item), element("span", { class: "card-name" }, item.name[language()]), price(item.cents)))));

const pages = {
  home: () => ({
    title: text("home.title"),
    body: [
      heading(text("home.heading")),
      lead(session.read("zeep.newsletter") ? text("home.newsletter") : text("home.lead")),
      shelfOf(products),
    ],
  }),

  product(item) {
    const name = item.name[language()];
    const done = element("p", { class: "done", role: "status" });
    const add = () => {
      cart.set(item.slug, cart.count(item.slug) + 1);
      tag.record("add_to_cart", view(), { cu: "EUR", "epn.value": euros(item.cents), pr1: tag.item(item, name) });
      done.replaceChildren(link("/winkelmand", text("product.added")));
    };
    return {
      title: name,
      events: [["view_item", { cu: "EUR", "epn.value": euros(item.cents), pr1: tag.item(item, name) }]],
      body: [
        element("p", { class: "crumb" }, link("/", text("product.back"))),
        element("article", { class: "product" },
          element("div", { class: "plinth" }, soap(item)),
          element("div", null, heading(name), element("p", null, item.about[language()]),
            element("p", { class: "buy" }, price(item.cents), element("small", null, text("product.weight"))),
            element("button", { type: "button", id: "add-to-cart", class: "primary", onclick: add }, text("product.add")),
            done)),
      ],
    };
  },

  search(term) {
    const found = search(term, language());
    const excuse = term.includes("@") ? text("search.noneEmail") : text("search.none");
    return {
      title: text("search.title"),
      events: term ? [["search", { "ep.search_term": term, "epn.results": found.length }]] : [],
      body: [heading(text("search.title")), term && lead(text("search.results", term, found.length)),
        found.length ? shelfOf(found) : element("p", null, excuse)],
    };
  },

  cart: () => ({
    title: text("cart.title"),
    body: [heading(text("cart.title")),
      cart.lines().length === 0 ? lead(text("cart.empty")) : [
        element("ul", { class: "lines", role: "list" }, cart.lines().map(([slug, count]) => cartLine(bySlug(slug), count))),
        sums(), link("/afrekenen", text("cart.checkout"), "primary")]],
  }),

  checkout() {
    if (cart.lines().length === 0) return pages.cart();
    const field = element("input", { type: "email", id: "checkout-email", name: "email", required: true,
      autocomplete: "off", maxlength: 120, value: plantedEmail, "aria-describedby": "checkout-hint" });
    return {
      title: text("checkout.title"),
      events: [["begin_checkout", { cu: "EUR", "epn.value": euros(cart.subtotal()), ...cart.items() }]],
      body: [heading(text("checkout.title")), sums(),
        element("form", { class: "checkout", onsubmit: (event) => { event.preventDefault(); order(field.value); } },
          element("label", { for: "checkout-email" }, text("checkout.email")), field,
          element("small", { id: "checkout-hint" }, text("checkout.hint")),
          element("button", { type: "submit", id: "place-order", class: "primary" }, text("checkout.place", money(cart.total()))))],
    };
  },

  thanks() {
    const placed = readOrder();
    if (!placed) return pages.missing();
    return {
      title: text("thanks.title"),
      body: [heading(text("thanks.heading")),
        element("dl", { class: "receipt" },
          element("dt", null, text("thanks.number")), element("dd", { id: "order-number" }, placed.number),
          element("dt", null, text("cart.total")), element("dd", null, money(placed.cents))),
        lead(text("thanks.sent", placed.email)), link("/", text("thanks.more"), "primary")],
    };
  },

  missing: () => ({
    title: text("missing.title"),
    body: [heading(text("missing.title")), lead(text("missing.text")), link("/", text("product.back"))],
  }),
};

function cartLine(item, count) {
  const name = item.name[language()];
  const change = (event) => {
    cart.set(item.slug, Math.max(0, Math.floor(Number(event.target.value) || 0)));
    draw();
  };
  return element("li", null, soap(item), link(`/p/${item.slug}`, name),
    element("input", { type: "number", min: 0, max: maximumQuantity, value: count, "aria-label": text("cart.quantity", name), onchange: change }),
    price(item.cents * count));
}

const sums = () => element("dl", { class: "sums" },
  element("dt", null, text("cart.subtotal")), element("dd", null, money(cart.subtotal())),
  element("dt", null, text("cart.shipping")), element("dd", null, cart.shipping() ? money(cart.shipping()) : text("cart.free")),
  element("dt", { class: "total" }, text("cart.total")), element("dd", { class: "total" }, money(cart.total())));

function order(email) {
  const number = `ZW-${new Date().getFullYear()}-${100000 + Math.floor(Math.random() * 899999)}`;
  const total = cart.total();
  const purchase = {
    "ep.transaction_id": number, cu: "EUR", "epn.value": euros(total),
    "epn.tax": euros(Math.round(total - total / 1.21)), "epn.shipping": euros(cart.shipping()),
    ...cart.items(), "ep.user_data.email": email,
  };
  session.write("zeep.order", JSON.stringify({ number, email, cents: total }));
  session.remove("zeep.cart");
  showCartCount();
  go(`/bedankt?bestelling=${number}`);
  tag.record("purchase", view(), purchase);
}

function readOrder() {
  try { return JSON.parse(session.read("zeep.order") ?? "null"); } catch { return null; }
}

// MARK: Moving about

const view = () => ({ location: location.href, referrer, title: document.title });

function current() {
  const path = location.pathname;
  const item = path.startsWith("/p/") ? bySlug(path.slice(3)) : null;
  if (item) return pages.product(item);
  switch (path) {
    case "/": return pages.home();
    case "/zoeken": return pages.search(new URLSearchParams(location.search).get("q")?.trim() ?? "");
    case "/winkelmand": return pages.cart();
    case "/afrekenen": return pages.checkout();
    case "/bedankt": return pages.thanks();
    default: return pages.missing();
  }
}

/** Draws the page of the current address; says nothing to the tag. */
function draw() {
  const shown = current();
  document.title = `${shown.title} · Zeepwinkel`;
  main.replaceChildren(...shown.body.flat().filter(Boolean));
  searchField.value = location.pathname === "/zoeken" ? new URLSearchParams(location.search).get("q") ?? "" : "";
  return shown;
}

/** A visit of the current address: drawn and measured. */
function arrive({ focus = true } = {}) {
  arrived = true;
  lastLocation = location.href;
  if (new URLSearchParams(location.search).get("utm_source") === "nieuwsbrief") session.write("zeep.newsletter", "1");
  const { events = [] } = draw();
  tag.record("page_view", view());
  for (const [name, parameters] of events) tag.record(name, view(), parameters);
  if (!focus) return;
  main.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
}

function go(address, from = location.href) {
  referrer = from;
  history.pushState(null, "", address);
  arrive();
}

document.addEventListener("click", (event) => {
  const anchor = event.target.closest?.("a[href^='/']");
  if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(anchor.getAttribute("href"));
});
addEventListener("popstate", () => {
  referrer = lastLocation;
  arrive();
});
document.querySelector(".search").addEventListener("submit", (event) => {
  event.preventDefault();
  go(`/zoeken?q=${encodeURIComponent(searchField.value.trim())}`);
});

// MARK: Prompter: what a presenter, or a curious visitor, tries out

document.getElementById("from-newsletter").addEventListener("click", () => go(newsletterAddress, webmail));
document.getElementById("search-email").addEventListener("click", () => {
  searchField.value = plantedEmail;
  document.querySelector(".search").requestSubmit();
});
document.getElementById("start-again").addEventListener("click", () => {
  forget();
  location.assign("/");
});

function forget() {
  for (const key of ["cid", "visits", "consent"]) lasting.remove(`zeep.${key}`);
  for (const key of ["cart", "order", "sid", "newsletter"]) session.remove(`zeep.${key}`);
}

// MARK: Consent

const choices = ["accept", "refuse", "statistics", "marketing"];

function choose(name) {
  lasting.write("zeep.consent", name);
  tag.setConsent(name);
  glass.noteChoice(name);
  banner.hidden = true;
  choosing = false;
  (main.querySelector("h1") ?? main).focus({ preventScroll: true });
}

function drawBanner() {
  const known = lasting.read("zeep.consent");
  const button = (id, key, action) => element("button", { type: "button", id: `consent-${id}`, onclick: action }, text(key));
  const box = (id) => element("label", { class: "box" },
    element("input", { type: "checkbox", id: `consent-${id}`, checked: known === "accept" || known === id }),
    element("span", null, element("b", null, text(`consent.${id}`)), element("small", null, text(`consent.${id}Text`))));
  const save = () => {
    const [statistics, marketing] = ["statistics", "marketing"].map((id) => document.getElementById(`consent-${id}`).checked);
    choose(statistics && marketing ? "accept" : statistics ? "statistics" : marketing ? "marketing" : "refuse");
  };
  banner.replaceChildren(
    element("h2", { id: "consent-title", tabindex: -1 }, text("consent.title")),
    element("p", null, text("consent.text")),
    choosing ? element("div", { class: "boxes" }, box("statistics"), box("marketing")) : "",
    element("div", { class: "consent-buttons" },
      button("refuse", "consent.refuse", () => choose("refuse")),
      choosing ? button("save", "consent.save", save)
        : button("choose", "consent.choose", () => {
          choosing = true;
          drawBanner();
          document.getElementById("consent-statistics").focus();
        }),
      button("accept", "consent.accept", () => choose("accept"))));
}

document.getElementById("consent-again").addEventListener("click", () => {
  drawBanner();
  banner.hidden = false;
  document.getElementById("consent-title").focus();
});

// MARK: Language

function speak(code) {
  setLanguage(code);
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = text(node.dataset.placeholder);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", text(node.dataset.label));
  for (const node of document.querySelectorAll("[data-language]")) {
    node.setAttribute("aria-pressed", String(node.dataset.language === language()));
  }
  drawBanner();
  glass.redraw();
}

for (const node of document.querySelectorAll("[data-language]")) {
  node.addEventListener("click", () => {
    lasting.write("zeep.language", node.dataset.language);
    speak(node.dataset.language);
    draw();
  });
}

// MARK: Opening the shop

const flight = new URLSearchParams(location.search).get("autopilot");
if (flight) {
  forget();
  history.replaceState(null, "", "/");
}
const preferred = navigator.languages.find((code) => /^(nl|en)\b/i.test(code))?.slice(0, 2).toLowerCase();
speak(lasting.read("zeep.language") ?? preferred ?? "en");
showCartCount();
draw();

const known = lasting.read("zeep.consent");
if (choices.includes(known)) tag.setConsent(known);
banner.hidden = choices.includes(known);

tag.onBeacon(glass.show);
await Promise.all([tag.prepare(), glass.open()]);
if (!arrived) arrive({ focus: false });
if (flight) fly(flight);
