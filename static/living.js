// A page that lives as long as its client is there. How long is the server's word; the clock here only waits.
import { askForToken, framed, tell, viewBehind } from "./host.js";

const QUIET = 60, LOOKING = 10, LATELY = 120, WAIT_FOR_HOST = 30;
const page = document.querySelector('meta[name="portal-session"]');
const part = (name) => document.getElementById(`living-${name}`);

if (page) {
  const { prefix, access, askAt } = page.dataset;
  let state = { left: Number(page.content), limit: page.dataset.limit, ask_at: Number(askAt) };
  let told = performance.now();
  let touched = -Infinity;
  let leftAt = null;
  let timer = 0, misses = 0, busy = false, over = "", shown = "", asked = -Infinity;

  const since = (then) => (performance.now() - then) / 1000;
  const left = () => state.left - since(told);

  function call(path, body) {
    const headers = { Accept: "application/json", "Portal-Polling": "1" };
    if (!body) return window.fetch(prefix + path, { headers, cache: "no-store" });
    return window.fetch(prefix + path, {
      method: "POST", headers: { Accept: headers.Accept }, body: new URLSearchParams({ csrf_token: page.dataset.csrf, ...body }),
    });
  }

  function show(name) {
    if (name === shown) return;
    shown = name;
    ["idle", "longest", "offline", "changed"].forEach((each) => { part(each).hidden = each !== name; });
    part("notice").hidden = !name;
  }

  async function take(answer) {
    if (answer.status === 401) return end(answer);
    if (!answer.ok) throw new Error(String(answer.status));
    state = await answer.json();
    told = performance.now();
    misses = 0;
    if (over) comeBack();
    return true;
  }

  // What the client had on the screen is hidden and kept: a half-filled form is there again after a fresh link.
  async function end(answer) {
    const apology = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-over]");
    if (!apology) throw new Error("no page");
    if (over) return false;
    over = apology.dataset.reason || "ended";
    show("");
    const place = part("over");
    place.querySelector("#living-words").replaceChildren(apology);
    document.body.dataset.over = "1";
    place.hidden = false;
    apology.querySelector("h1").tabIndex = -1;
    leftAt = document.activeElement;
    // Nobody who types in the page around is torn away from there.
    if (document.hasFocus()) apology.querySelector("h1").focus({ preventScroll: true });
    part("again").hidden = !framed;
    tell("expired", { reason: over });
    return false;
  }

  const notice = () => (state.access !== access ? "changed" : left() <= state.ask_at ? state.limit : "");

  function comeBack() {
    over = "";
    delete document.body.dataset.over;
    part("over").hidden = true;
    if (document.hasFocus() && leftAt) leftAt.focus({ preventScroll: true });
  }

  // A link of another person's or client's is refused by the server, and what is shown stays whose it was.
  async function renew(reason) {
    if (!framed || since(asked) < WAIT_FOR_HOST) return false;
    asked = performance.now();
    const token = await askForToken(reason);
    if (!token) return false;
    const answer = await call("/session/renew", { token });
    if (answer.ok) {
      asked = -Infinity;
      await take(answer);
      show(notice());
      return true;
    }
    tell("error", { code: answer.status === 409 ? "other_person" : "token_refused" });
    if (answer.status === 401 && over) openAnew(token);
    return false;
  }

  // Ended by the firm or by signing out: nothing lives on, and a new session is seen to begin.
  function openAnew(token) {
    const form = part("anew");
    form.elements.token.value = token;
    form.elements.view.value = viewBehind(prefix);
    form.requestSubmit();
  }

  const isLooking = () => document.visibilityState === "visible" && since(touched) < LATELY;

  async function look() {
    if (busy) return;
    busy = true;
    try {
      await take(await call("/session/left"));
      // What a limit ended comes back by itself for whoever is there; what the firm ended is read first.
      const isDue = over ? over === "idle" || over === "longest" : left() <= state.ask_at;
      if (isDue && isLooking()) await renew(over || state.limit);
      if (!over) show(notice());
    } catch {
      // No answer says nothing about the session: what is on the screen stays, and is asked for again.
      misses += 1;
      if (misses > 1 && !over) show("offline");
    } finally {
      busy = false;
      plan();
    }
  }

  function plan() {
    window.clearTimeout(timer);
    if (document.visibilityState === "hidden") return;
    const usual = misses ? Math.min(QUIET, 5 * misses) : since(touched) < LATELY ? LOOKING : QUIET;
    const edge = [left() - state.ask_at, left()].filter((seconds) => seconds > 0);
    timer = window.setTimeout(look, Math.max(1, Math.min(usual, ...edge.map((seconds) => seconds + 1))) * 1000);
  }

  function touch(event) {
    if (!event.isTrusted) return;
    const rested = since(touched) > LOOKING;
    touched = performance.now();
    if (!rested) return;
    if (since(told) > LOOKING) look();
    else plan();
  }

  ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"].forEach((name) => {
    document.addEventListener(name, touch, { capture: true, passive: true });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") return plan();
    touched = performance.now();
    look();
  });
  window.addEventListener("online", look);
  window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  part("stay").addEventListener("click", async () => {
    try { await take(await call("/session/stay", {})); show(notice()); } catch { show("offline"); }
  });
  part("again").addEventListener("click", async () => {
    asked = -Infinity;
    part("again").disabled = true;
    const came = await renew(over || state.limit).catch(() => false);
    part("again").disabled = false;
    part("silent").hidden = came || !over;
  });
  plan();
}
