// What a page tells the page around it, and what it does when asked from there.
import { framed, hear, tell, viewBehind } from "./host.js";

const root = document.documentElement;
const page = document.querySelector('meta[name="portal-session"]');
const FILE = /\/(documents|files|exports)\/([a-z]{3}_[a-z2-7]{26})\/(pdf|xml|download)$/;

function reportHeight() {
  let last = 0;
  const send = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height !== last) tell("height", { height: last = height });
  };
  new ResizeObserver(send).observe(root);
  window.addEventListener("load", send);
}

// A list that was filtered in place has changed its address without a load.
function reportPlace(prefix) {
  let last = "";
  const send = () => {
    const view = viewBehind(prefix);
    if (view === last) return;
    last = view;
    tell("navigation", { view });
    const shown = /^\/documents\/([a-z]{3}_[a-z2-7]{26})\/$/.exec(view);
    if (shown) tell("viewed", { id: shown[1] });
  };
  send();
  document.addEventListener("portal:place", send);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { last = ""; send(); } });
}

function reportDownloads() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const found = link && FILE.exec(link.pathname);
    if (found) tell("downloaded", { id: found[2], format: found[3] === "download" ? "file" : found[3] });
  });
}

// How the session is kept, for the doctor of the page around; nothing of what it shows.
function reportHealth(prefix) {
  hear("examine", () => tell("health", { kept: prefix.startsWith("/w/") ? "cookie" : "address" }));
}

// Wherever the page around wants to go: only behind this session's own prefix, as the browser itself reads the address.
function placeBehind(prefix, view, filters) {
  if (typeof view !== "string" || !view.startsWith("/")) return null;
  const place = new URL(prefix + view, window.location.origin);
  if (place.origin !== window.location.origin || !place.pathname.startsWith(prefix + "/")) return null;
  if (place.pathname.slice(prefix.length).includes("//")) return null;
  if (filters && typeof filters === "object") {
    for (const [name, value] of Object.entries(filters)) place.searchParams.set(name, String(value));
  }
  return place;
}

function obey(prefix) {
  hear("navigate", (told) => {
    const place = placeBehind(prefix, told.view, told.filters);
    if (place) window.location.assign(place); else tell("error", { code: "view_refused" });
  });
  hear("refresh", () => window.location.replace(window.location.pathname + window.location.search));
  hear("close", () => {
    const body = new URLSearchParams({ csrf_token: page.dataset.csrf });
    window.fetch(`${prefix}/session/sign-out`, { method: "POST", body, keepalive: true })
      .finally(() => tell("closed"));
  });
}

if (framed) {
  reportHeight();
  if (page) {
    const prefix = page.dataset.prefix;
    reportPlace(prefix);
    reportDownloads();
    reportHealth(prefix);
    obey(prefix);
  }
  const over = document.querySelector("[data-over]");
  const kind = over && over.dataset.over;
  if (kind === "sign_out_done") tell("close-requested", { reason: "signed_out" });
  else if (kind === "session_ended") tell("expired", { reason: over.dataset.reason || "ended" });
  else if (kind) tell("error", { code: kind });
}
