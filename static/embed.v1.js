// The client portal as an element: <client-portal token-url="/portal-token"></client-portal>. Types: embed.v1.d.ts
(function () {
  "use strict";

  const script = document.currentScript;
  const HOME = script && script.src ? new URL(script.src).origin : "";
  const LOWEST = 320, HIGHEST = 20000, SILENT_MS = 20000, DOCTOR_MS = 5000, CLOSE_MS = 2000;
  const FAILED = {
    en: "The portal could not be opened. Try again",
    sl: "Portala ni bilo mogoče odpreti. Poskusi znova",
    de: "Das Portal ließ sich nicht öffnen. Noch einmal versuchen",
  };
  const TYPES = ["navigation", "height", "viewed", "downloaded", "token-needed", "expired", "error", "close-requested", "closed"];
  let doctor = null;

  // Says what is wrong and how to mend it: embed.doctor.v1.js, for those who ask.
  function callDoctor(home) {
    doctor ||= new Promise((done, failed) => {
      const called = document.createElement("script");
      Object.assign(called, { src: `${home}/static/embed.doctor.v1.js`, onload: done, onerror: failed });
      if (script) called.nonce = script.nonce;
      document.head.append(called);
    });
    return doctor;
  }

  // Navigates a frame to the portal by a form: the token stands in its body, never in an address.
  function post(action, target, fields) {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action, target, hidden: true });
    for (const [name, value] of Object.entries(fields)) {
      if (!value) continue;
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
    form.remove();
  }

  const dashed = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

  class ClientPortal extends HTMLElement {
    static observedAttributes = ["token"];
    #frame = null;
    #ready = false;
    #silence = 0;
    #closed = null;
    #waiting = null;
    #spent = "";
    #given = "";
    #page = "";
    #listen = (event) => this.#hear(event);

    get #home() { return this.getAttribute("portal") || HOME; }

    get #fixed() {
      const height = this.getAttribute("height");
      return height === "auto" ? null : height;
    }

    connectedCallback() {
      window.addEventListener("message", this.#listen);
      this.style.display = "block";
      if (this.hasAttribute("doctor")) callDoctor(this.#home).catch(() => {});
      this.open();
    }

    disconnectedCallback() {
      window.removeEventListener("message", this.#listen);
      this.#leave();
    }

    attributeChangedCallback(_name, before, token) {
      if (token && token !== before && this.#waiting) this.#waiting(token);
    }

    // A new session in a new frame: nothing is added to the history of the page.
    async open() {
      this.#leave();
      const token = await this.#token("open");
      if (!this.isConnected || this.#frame) return;
      if (!token) return this.#fail("token_unavailable");
      const frame = document.createElement("iframe");
      // The form finds the frame by it, and takes the first in the page: a name that is guessed takes the form.
      frame.name = `client-portal-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
      frame.title = this.getAttribute("label") || "Client portal";
      frame.allow = "clipboard-write; fullscreen";
      if (this.hasAttribute("sandbox")) frame.setAttribute("sandbox", this.getAttribute("sandbox"));
      const theme = this.getAttribute("theme");
      Object.assign(frame.style, {
        display: "block", width: "100%", border: "0",
        height: this.#fixed || "480px",
        colorScheme: theme === "dark" || theme === "light" ? theme : "",
      });
      this.#frame = frame;
      this.replaceChildren(frame);
      post(`${this.#home}/embed/open`, frame.name, {
        token, parent: window.location.origin, view: this.#view(), theme, lang: this.getAttribute("locale"),
      });
      this.#given = token;
      this.#silence = window.setTimeout(() => {
        if (this.#ready) return;
        this.#tell("error", { code: "no_answer" });
        this.examine();
      }, this.hasAttribute("doctor") ? DOCTOR_MS : SILENT_MS);
    }

    // What is wrong, in words, as the event says it too; on the page only where the attribute asks for that.
    async examine() {
      if (!this.#frame) return [];
      try {
        await callDoctor(this.#home);
        const place = this.hasAttribute("doctor") ? this : null;
        const findings = await window.ClientPortalDoctor.examine({
          frame: this.#frame, portal: this.#home, token: this.#given, answers: this.#page !== "", place,
        });
        this.#tell("doctor", { v: 1, findings });
        return findings;
      } catch (error) {
        console.error("client-portal: no doctor:", error);
        return [];
      }
    }

    navigate(view, filters) { this.#say("navigate", { view, filters }); }

    refresh() { if (this.#ready) this.#say("refresh"); else this.open(); }

    // Signs the client out and takes the frame away, also when no answer comes.
    close() {
      const frame = this.#frame;
      if (!frame) return Promise.resolve();
      this.#say("close");
      return new Promise((done) => {
        this.#closed = done;
        window.setTimeout(done, this.#ready ? CLOSE_MS : 0);
      }).then(() => { if (this.#frame === frame) this.#leave(); });
    }

    #leave() {
      window.clearTimeout(this.#silence);
      if (this.#frame) this.#frame.remove();
      this.#frame = null;
      this.#ready = false;
      this.#page = "";
    }

    #view() {
      const view = this.getAttribute("view") || "";
      const filters = this.getAttribute("filters");
      return filters ? `${view || "/documents/"}?${filters}` : view;
    }

    async #token(reason) {
      try {
        const url = this.getAttribute("token-url");
        let token = null;
        if (this.fetchToken) token = await this.fetchToken({ reason });
        else if (url) {
          const answer = await fetch(url, { method: "POST", headers: { Accept: "application/json" } });
          if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
          token = await answer.json();
        } else token = await this.#attribute(reason);
        return (token && typeof token === "object" ? token.token : token) || null;
      } catch (error) {
        console.error("client-portal: no token:", error);
        return null;
      }
    }

    // Each token opens once: one that was used is not handed over again, the next is waited for a little.
    #attribute(reason) {
      const token = this.getAttribute("token");
      if (token && token !== this.#spent) return this.#spent = token;
      return new Promise((done) => {
        const end = (found) => { this.#waiting = null; if (found) this.#spent = found; done(found); };
        this.#waiting = end;
        window.setTimeout(end, 5000, null);
        if (reason === "open") this.#tell("token-needed", { reason });
      });
    }

    #fail(code) {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = FAILED[(this.getAttribute("locale") || document.documentElement.lang).slice(0, 2)] || FAILED.en;
      again.addEventListener("click", () => this.open());
      this.replaceChildren(again);
      this.#tell("error", { code });
    }

    #say(type, detail) {
      if (this.#frame && this.#ready) {
        this.#frame.contentWindow.postMessage({ source: "client-portal-host", v: 1, type, ...detail }, this.#home);
      }
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(`portal-${type}`, { bubbles: true, detail }));
    }

    #hear(event) {
      const told = event.data;
      if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== this.#home) return;
      if (!told || told.source !== "client-portal" || told.v !== 1 || !TYPES.includes(told.type)) return;
      const { source, v, type, ...detail } = told;
      this.#ready = true;
      const page = type === "navigation" ? String(detail.view).split("?")[0] : this.#page;
      const first = type === "navigation" && !this.#page;
      if (type === "height") this.#fit(detail.height);
      else if (first) this.#tell("ready", detail);
      // The next page begins at its top, also where the frame is as tall as its page and only this window scrolls.
      else if (page !== this.#page && this.getBoundingClientRect().top < 0) this.scrollIntoView();
      else if (type === "token-needed") this.#give(detail.reason);
      else if (type === "closed" && this.#closed) this.#closed();
      this.#page = page;
      this.#tell(type, detail);
      if (first && this.hasAttribute("doctor")) this.examine();
    }

    #fit(height) {
      if (!Number.isFinite(height) || this.#fixed) return;
      this.#frame.style.height = `${Math.min(Math.max(Math.ceil(height), LOWEST), HIGHEST)}px`;
    }

    async #give(reason) {
      const token = await this.#token(reason);
      if (token) this.#say("token", { token }); else this.#say("no-token");
    }
  }
  ClientPortal.prototype.fetchToken = null;
  if (!customElements.get("client-portal")) customElements.define("client-portal", ClientPortal);

  function mount(target, { on = {}, fetchToken, filters, ...options } = {}) {
    const place = typeof target === "string" ? document.querySelector(target) : target;
    if (!place) throw new TypeError(`ClientPortal.mount: there is no ${target}`);
    const element = document.createElement("client-portal");
    if (fetchToken) element.fetchToken = fetchToken;
    if (filters) options.filters = new URLSearchParams(filters).toString();
    for (const [name, value] of Object.entries(options)) {
      if (value) element.setAttribute(dashed(name), value);
    }
    for (const [type, act] of Object.entries(on)) {
      element.addEventListener(`portal-${dashed(type)}`, (event) => act(event.detail));
    }
    place.append(element);
    return element;
  }

  window.ClientPortal = { mount };
})();
