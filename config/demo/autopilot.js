// Walks through the shop by real clicks, for tests and presentations: /?autopilot=accept or refuse.

import { pause } from "./dom.js";
import { text } from "./texts.js";
import * as glass from "./glass.js";

const stepMilliseconds = 200;
/** The whole flight has to end within six seconds, gateway or no gateway. */
const landingMilliseconds = 1800;
const pollMilliseconds = 100;

const routes = {
  accept: ["#consent-accept"],
  refuse: ["#consent-refuse"],
  statistics: ["#consent-choose", "#consent-statistics", "#consent-save"],
};

const walk = [
  "#from-newsletter",
  "#shop a[href='/p/lavendel']",
  "#search-email",
  ".shop-name",
  "#shop a[href='/p/damastroos']",
  "#add-to-cart",
  ".cart-link",
  "#shop a[href='/afrekenen']",
  "#place-order",
];

/** Flies the route, then writes the report and sets `data-autopilot="done"` on the document. */
export async function fly(route) {
  const root = document.documentElement;
  root.dataset.autopilot = "flying";
  const missing = [];
  for (const selector of [...(routes[route] ?? routes.refuse), ...walk]) {
    await pause(stepMilliseconds);
    const target = document.querySelector(selector);
    if (target) target.click();
    else missing.push(selector);
  }
  const end = performance.now() + landingMilliseconds;
  await pause(stepMilliseconds);
  while (glass.tally().waiting > 0 && performance.now() < end) await pause(pollMilliseconds);

  const { sent, seen } = glass.tally();
  const report = document.getElementById("autopilot-report");
  report.dataset.sent = sent;
  report.dataset.seen = seen;
  report.dataset.missing = missing.join(" ");
  report.textContent = text("autopilot.report", sent, seen);
  report.hidden = false;
  root.dataset.autopilot = "done";
}
