// Builds elements without ever parsing markup, so that no text can become code.

/** Creates an element; `properties` are attributes, except `on…` listeners and `class`. */
export function element(tag, properties, ...children) {
  return furnish(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function drawing(tag, properties, ...children) {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function furnish(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Storage that also works where the browser forbids it: then it lasts as long as the page. */
function shelf(open) {
  const memory = new Map();
  const real = () => { try { return open(); } catch { return null; } };
  return {
    read(key) {
      try { return real()?.getItem(key) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; }
    },
    write(key, value) {
      memory.set(key, value);
      try { real()?.setItem(key, value); } catch { /* The memory has it. */ }
    },
    remove(key) {
      memory.delete(key);
      try { real()?.removeItem(key); } catch { /* Nothing to remove. */ }
    },
  };
}

export const lasting = shelf(() => window.localStorage);
export const session = shelf(() => window.sessionStorage);

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
