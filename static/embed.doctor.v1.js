// What keeps the portal from working in a page, in words. For whoever builds the page: nothing here is a client's to read.
(function () {
  "use strict";

  const script = document.currentScript;
  const HOME = script && script.src ? new URL(script.src).origin : "";
  const SKEW = 60, LOWEST = 50, PATIENCE_MS = 3000, ASK_MS = 8000;
  const NEEDED = ["allow-scripts", "allow-same-origin", "allow-forms"];
  const blocked = [];

  addEventListener("securitypolicyviolation", (event) => note(event.effectiveDirective, event.blockedURI));
  // What was blocked before this file came; only Chromium keeps it.
  if (window.ReportingObserver) {
    new ReportingObserver((reports) => {
      for (const { body } of reports) note(body.effectiveDirective, body.blockedURL);
    }, { types: ["csp-violation"], buffered: true }).observe();
  }

  function note(directive, address) {
    blocked.push([String(directive), String(address)]);
  }

  const finding = (code, words, cure, level = "error") => ({ code, level, words, cure });

  // The frame's own sandbox, and those of the frames that this page is in, as far as they can be seen from here.
  function sandboxes(frame) {
    const found = [];
    try {
      for (let at = frame; at; at = at.ownerDocument.defaultView.frameElement) {
        if (at.hasAttribute("sandbox")) found.push((at.getAttribute("sandbox") || "").split(/\s+/));
      }
    } catch { /* the page around is of another site */ }
    return found;
  }

  function* sandbox(frame) {
    if (window.origin === "null") {
      yield finding("page_sandboxed", "This page itself stands in a sandbox without allow-same-origin, so it has no origin.",
        "Add allow-same-origin to the sandbox of the frame that this page is in, or take that sandbox away.");
    }
    const all = sandboxes(frame);
    const lacks = (word) => all.some((words) => !words.includes(word));
    const missing = NEEDED.filter(lacks);
    const add = (words) => `Add ${words} to the sandbox attribute, or take the attribute away: the portal is of another origin.`;
    if (missing.length) yield finding("sandbox_lacks", `The frame's sandbox lacks ${missing.join(", ")}.`, add(missing.join(" ")));
    if (lacks("allow-downloads")) {
      yield finding("downloads_blocked", "The sandbox lacks allow-downloads: files are asked for and never saved.", add("allow-downloads"));
    }
    const tabs = ["allow-popups", "allow-popups-to-escape-sandbox"].filter(lacks);
    if (tabs.length) yield finding("new_tabs_blocked", `The sandbox lacks ${tabs.join(", ")}: nothing opens in a new tab.`, add(tabs.join(" ")));
    if (all.length && window.chrome) {
      yield finding("preview_blocked", "Chromium and Safari show no PDF inside any sandbox; saving one works.",
        "Take the sandbox attribute away, if previews matter.", "note");
    }
  }

  function seen(frame) {
    let { top, bottom, left, right } = frame.getBoundingClientRect();
    for (let at = frame.parentElement; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflow === "visible") continue;
      const box = at.getBoundingClientRect();
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    }
    return [Math.max(0, right - left), Math.max(0, bottom - top)];
  }

  function* height(frame) {
    const [wide, high] = seen(frame);
    if (wide < LOWEST || high < LOWEST) {
      yield finding("no_height", `The frame is ${Math.round(wide)} × ${Math.round(high)} pixels large: nobody can see it.`,
        "Look for display: none, a height of 0 or an overflow in the style of the frame and of what is around it.");
    }
  }

  function* policy(portal) {
    // Told here by Chromium, of the portal's own policy: which origins it lists is asked of the portal.
    const ours = blocked.filter(([name, address]) => address.startsWith(portal) && name !== "frame-ancestors");
    for (const directive of new Set(ours.map(([name]) => name))) {
      yield finding("policy_blocks", `The content policy of this page stops the portal: ${directive}.`,
        `Add ${portal} to ${directive} of your page's Content-Security-Policy.`);
    }
  }

  // Consumes nothing. The token goes in the body, as it went into the frame.
  async function ask(portal, token) {
    const origins = [window.location.origin, ...(window.location.ancestorOrigins || [])];
    const began = Date.now();
    const answer = await fetch(`${portal}/embed/doctor`, {
      method: "POST", body: new URLSearchParams({ token, origins: origins.join(" ") }),
      credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(ASK_MS),
    });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    const told = await answer.json();
    return { ...told, here: (began + Date.now()) / 2000, trip: (Date.now() - began) / 1000 };
  }

  const apart = (seconds) => `${Math.round(Math.abs(seconds))} seconds ${seconds > 0 ? "ahead of" : "behind"} the portal's`;

  function* clocks(told, token) {
    const skew = told.here - told.time;
    if (Math.abs(skew) > SKEW + told.trip) {
      yield finding("clock_skew", `The clock of this device is ${apart(skew)}.`,
        "Set it; the portal itself goes by its own clock, but what you see of times and tokens here is off by as much.", "note");
    }
    const ahead = issued(token) - told.time;
    if (ahead > SKEW) {
      yield finding("clock_skew", `The token was signed by a clock that is ${apart(ahead)}.`,
        "Set the clock of the machine that signs (NTP); 60 seconds are allowed.");
    }
  }

  // Anybody can read a token; whether it is true only the portal knows.
  function issued(token) {
    try {
      return JSON.parse(atob(token.split(".")[2].replace(/-/g, "+").replace(/_/g, "/"))).iat || NaN;
    } catch { return NaN; }
  }

  function* tokens(told, answers) {
    const cure = "portal explain-token, or POST /api/v1/links/explain with your key, says why, claim by claim.";
    if (told.token === "expired") yield finding("token_expired", "The token's time is over, or has not begun.", `Make one for each opening. ${cure}`);
    if (told.token === "malformed") yield finding("token_malformed", "The token is not one of this portal's.", cure);
    if (answers) return;
    if (told.token === "used") yield finding("token_used", "The token was opened before.", `Make one for each opening. ${cure}`);
    if (told.token === "revoked") yield finding("token_revoked", "The link was revoked.", cure);
  }

  async function* portal(home, token, answers) {
    let told;
    try {
      told = await ask(home, token);
    } catch (error) {
      yield finding("portal_unreachable", `The portal could not be asked: ${error.message}.`,
        `Open ${home}/healthz in a tab. If that works, your page's policy needs ${home} in connect-src for this doctor.`);
      return;
    }
    for (const origin of told.unlisted || []) {
      yield finding("origin_not_listed", `${origin} is not one of the origins that may frame this account's portal.`,
        `Register it once in each environment: portal origin add ${origin} --account acc_…, or POST /api/v1/account/origins.`);
    }
    yield* clocks(told, token);
    yield* tokens(told, answers);
  }

  function health(frame, home) {
    return new Promise((done) => {
      const hear = ({ source, origin, data }) => {
        if (source !== frame.contentWindow || origin !== home || !data) return;
        if (data.source === "client-portal" && data.v === 1 && data.type === "health") end(data);
      };
      const end = (told) => { removeEventListener("message", hear); done(told); };
      addEventListener("message", hear);
      setTimeout(end, PATIENCE_MS, null);
      frame.contentWindow.postMessage({ source: "client-portal-host", v: 1, type: "examine" }, home);
    });
  }

  async function* kept(frame, home, answers) {
    const told = answers && await health(frame, home);
    if (told && told.kept === "address") {
      yield finding("cookies_blocked", "This browser keeps no cookie in the frame: the session is kept by its address.",
        "It works, for 20 minutes at a time and 2 hours at most; hand out a fresh token with each rendering of your page.", "note");
    }
  }

  function show(place, findings) {
    const panel = document.createElement("section");
    panel.dataset.portalDoctor = "1";
    panel.setAttribute("role", "status");
    Object.assign(panel.style, {
      font: "14px/1.5 system-ui, sans-serif", color: "#1a1a1a", background: "#fff8e1", border: "1px solid #b8860b",
      borderRadius: "6px", padding: "12px 16px", margin: "0 0 12px",
    });
    const title = document.createElement("strong");
    title.textContent = findings.length ? "The portal's doctor, for whoever builds this page:" : "The portal's doctor found nothing wrong.";
    panel.append(title);
    for (const { level, words, cure } of findings) {
      const line = document.createElement("p");
      line.style.margin = "8px 0 0";
      line.textContent = `${level === "error" ? "✕" : "·"} ${words} ${cure}`;
      panel.append(line);
    }
    for (const old of place.querySelectorAll("[data-portal-doctor]")) old.remove();
    place.prepend(panel);
  }

  async function examine({ frame, portal: home = HOME, token = "", answers = false, place = null }) {
    const findings = [...sandbox(frame), ...height(frame)];
    for await (const each of portal(home, token, answers)) findings.push(each);
    for await (const each of kept(frame, home, answers)) findings.push(each);
    findings.push(...policy(home));
    if (!answers && !findings.some(({ level }) => level === "error")) {
      findings.push(finding("silent", "No page of a session shows in the frame, and nothing wrong can be seen from here.",
        "A page of the portal's says itself what it lacks, and portal explain-token says more. Is there none, then the browser's console has what was refused."));
    }
    for (const { level, code, words, cure } of findings) {
      console[level === "error" ? "warn" : "info"](`client-portal doctor: ${code}: ${words} ${cure}`);
    }
    if (place) show(place, findings);
    return findings;
  }

  window.ClientPortalDoctor = { examine };
})();
