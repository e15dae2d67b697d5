// The page of the firm's that frames this one. Both sides look at the origin and at the window, and hear nothing else.
const meta = document.querySelector('meta[name="portal-parent"]');
const origin = meta && window.parent !== window ? meta.content : "";
const handlers = new Map();

export const framed = origin !== "";

// The page that is shown, as it may be given back to come here again.
export function viewBehind(prefix) {
  return window.location.pathname.slice(prefix.length) + window.location.search;
}

export function tell(type, detail) {
  if (framed) window.parent.postMessage({ source: "client-portal", v: 1, type, ...detail }, origin);
}

export function hear(type, act) {
  handlers.set(type, act);
}

// Resolves with a token, or with null when the page around has none or says nothing in time.
export function askForToken(reason, patience = 6000) {
  return new Promise((resolve) => {
    const done = (token) => {
      window.clearTimeout(waiting);
      handlers.delete("token");
      handlers.delete("no-token");
      resolve(token);
    };
    const waiting = window.setTimeout(done, patience, null);
    hear("token", (told) => { if (typeof told.token === "string" && told.token) done(told.token); });
    hear("no-token", () => done(null));
    tell("token-needed", { reason });
  });
}

window.addEventListener("message", (event) => {
  if (!framed || event.source !== window.parent || event.origin !== origin) return;
  const told = event.data;
  if (told === null || typeof told !== "object" || told.source !== "client-portal-host" || told.v !== 1) return;
  const act = handlers.get(told.type);
  if (act) act(told);
});
