// What the shop sells, and how a bar of soap is drawn. Prices are in cents, VAT included.

import { drawing } from "./dom.js";

export const products = [
  product("lavendel", "ZW-101", 650, ["Lavendelzeep", "Lavender soap"], "sprig", "#cfc3ea", "#8d7cc0", [
    "Gedroogde bloemen uit de Drôme, zes weken gerijpt. Ruikt naar een linnenkast in de zomer.",
    "Dried flowers from the Drôme, cured for six weeks. Smells of a linen cupboard in summer.",
  ]),
  product("olijf", "ZW-102", 590, ["Olijfzeep", "Olive soap"], "leaf", "#d3dcae", "#8c9c56", [
    "Tweeënzeventig procent olijfolie, verder bijna niets. Voor handen die veel doen.",
    "Seventy-two per cent olive oil and hardly anything else. For hands that do a lot.",
  ]),
  product("rozemarijn", "ZW-103", 690, ["Rozemarijn en zeezout", "Rosemary and sea salt"], "branch", "#b5dccf", "#4f9a86", [
    "Met grof zout uit Zeeland. Scrubt zacht, spoelt schoon.",
    "With coarse salt from Zeeland. Scrubs gently, rinses clean.",
  ]),
  product("sinaasappel", "ZW-104", 650, ["Sinaasappel en kruidnagel", "Orange and clove"], "citrus", "#f6cf9c", "#d18a3c", [
    "Een winter in een blokje: zoete schil, warme kruidnagel.",
    "A winter in a bar: sweet peel, warm clove.",
  ]),
  product("houtskool", "ZW-105", 720, ["Houtskool", "Charcoal"], "comb", "#9aa4a8", "#4b565b", [
    "Zwart als de nacht, schuimt spierwit. Voor een vette huid.",
    "Black as night, lathers pure white. For oily skin.",
  ]),
  product("damastroos", "ZW-106", 790, ["Damastroos", "Damask rose"], "rose", "#f3c6cc", "#c87a88", [
    "Echte rozenolie, en daarom een tikje duurder. Ons mooiste cadeau.",
    "Real rose oil, and therefore a little dearer. Our finest gift.",
  ]),
  product("kamille", "ZW-107", 560, ["Kamille, zonder parfum", "Chamomile, unscented"], "daisy", "#f5e9bd", "#cdb25a", [
    "Ruikt naar niets en prikt nergens. Ook voor kinderen.",
    "Smells of nothing, stings nowhere. For children too.",
  ]),
  product("scheerzeep", "ZW-108", 890, ["Scheerzeep met ceder", "Cedar shaving soap"], "rings", "#dec3a7", "#9a6f48", [
    "Dik schuim dat blijft staan, in een blikje van 90 gram.",
    "Dense lather that stands up, in a 90-gram tin.",
  ]),
];

function product(slug, sku, cents, [nl, en], motif, light, dark, [aboutNl, aboutEn]) {
  return { slug, sku, cents, motif, light, dark, name: { nl, en }, about: { nl: aboutNl, en: aboutEn } };
}

export const bySlug = (slug) => products.find((candidate) => candidate.slug === slug);

/** Products whose name or description contains every word of the search. */
export function search(term, language) {
  const words = term.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return products.filter((item) => {
    const text = `${item.name.nl} ${item.name.en} ${item.about[language]}`.toLocaleLowerCase(language);
    return words.every((word) => text.includes(word));
  });
}

const motifs = {
  sprig: "M80 72V38M80 66c-6-1-9-4-10-9M80 66c6-1 9-4 10-9M80 58c-5-1-8-4-9-8M80 58c5-1 8-4 9-8M80 50c-4-1-6-3-7-7M80 50c4-1 6-3 7-7M80 40c-2-3-2-5 0-8 2 3 2 5 0 8",
  leaf: "M62 68C66 48 82 40 100 40 98 60 82 68 62 68zM62 68c12-8 20-14 30-22M76 58l-2-9M84 53l7 5",
  branch: "M58 66c14-2 30-12 44-26M66 64l-2-10M66 64l10 3M75 59l-3-11M75 59l11 2M84 53l-3-11M84 53l11 1M93 46l-1-10M93 46l10-2",
  citrus: "M62 53a18 18 0 1 0 36 0 18 18 0 1 0-36 0M66 53a14 14 0 1 0 28 0 14 14 0 1 0-28 0M80 39v28M68 46l24 14M92 46L68 60",
  comb: "M80 35l9 5v10l-9 5-9-5V40zM71 50v10l-9 5M89 50v10l9 5M80 55v10M62 45l9-5M98 45l-9-5",
  rose: "M80 53c-3-3 1-8 5-5 6 4 1 13-6 12-9-1-11-13-3-18 10-6 22 3 19 14-3 12-20 15-29 6-6-6-7-15-3-22",
  daisy: "M75 53a5 5 0 1 0 10 0 5 5 0 1 0-10 0M80 48c-4-6-3-11 0-14 3 3 4 8 0 14M80 58c-4 6-3 11 0 14 3-3 4-8 0-14M75 53c-6 4-13 3-17 0 4-3 11-4 17 0M85 53c6 4 13 3 17 0-4-3-11-4-17 0M76 49c-6-2-9-6-9-10 4 0 8 3 9 10M84 57c6 2 9 6 9 10-4 0-8-3-9-10M84 49c1-7 5-10 9-10 0 4-3 8-9 10M76 57c-1 7-5 10-9 10 0-4 3-8 9-10",
  rings: "M76 53a5 4 0 1 0 9 0 5 4 0 1 0-9 0M70 53a11 8 0 1 0 21 0 11 8 0 1 0-21 0M63 53a18 13 0 1 0 35 1 18 13 0 1 0-35-1M55 53a26 17 0 1 0 51 1 26 17 0 1 0-51-1",
};

/** A bar of soap with its embossed motif. Decoration: hidden from assistive technology. */
export function soap({ slug, motif, light, dark }) {
  const gradient = `glaze-${slug}`;
  const emboss = (colour, shift, opacity) => drawing("path", {
    d: motifs[motif], transform: `translate(0 ${shift})`, fill: "none", stroke: colour, opacity,
    "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round",
  });
  return drawing("svg", { viewBox: "0 0 160 124", class: "soap", "aria-hidden": "true", focusable: "false" },
    drawing("linearGradient", { id: gradient, x1: 0, y1: 0, x2: 1, y2: 1 },
      drawing("stop", { offset: 0, "stop-color": "#fff", "stop-opacity": 0.72 }),
      drawing("stop", { offset: 0.55, "stop-color": light, "stop-opacity": 0 }),
      drawing("stop", { offset: 1, "stop-color": dark, "stop-opacity": 0.3 })),
    drawing("ellipse", { cx: 80, cy: 106, rx: 62, ry: 8, fill: "#0d2a30", opacity: 0.13 }),
    drawing("rect", { x: 16, y: 36, width: 128, height: 68, rx: 24, fill: dark }),
    drawing("rect", { x: 16, y: 20, width: 128, height: 68, rx: 24, fill: light }),
    drawing("rect", { x: 16, y: 20, width: 128, height: 68, rx: 24, fill: `url(#${gradient})` }),
    drawing("rect", { x: 26.5, y: 28.5, width: 107, height: 51, rx: 17, fill: "none", stroke: dark, opacity: 0.35 }),
    emboss("#fff", 1.2, 0.75), emboss(dark, 0, 0.9),
    [[132, 18, 6], [143, 29, 3.2], [24, 96, 4.4]].map(([cx, cy, r]) => drawing("g", null,
      drawing("circle", { cx, cy, r, fill: "#fff", opacity: 0.5, stroke: dark, "stroke-width": 0.6 }),
      drawing("circle", { cx: cx - r / 3, cy: cy - r / 3, r: r / 4, fill: "#fff" }))));
}
