// What a page gains with script; every page is complete without this file.
(function () {
  "use strict";

  const root = document.documentElement;

  function addCopyButtons(within) {
    if (!navigator.clipboard) return;
    within.querySelectorAll("[data-copy]").forEach(function (place) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = root.dataset.wordCopy;
      button.setAttribute("aria-label", root.dataset.wordCopy + ": " + place.dataset.copyName);
      button.addEventListener("click", function () {
        navigator.clipboard.writeText(place.dataset.copy).then(
          function () {
            button.textContent = root.dataset.wordCopied;
            window.setTimeout(function () { button.textContent = root.dataset.wordCopy; }, 2000);
          },
          function () { button.hidden = true; }
        );
      });
      place.append(button);
    });
  }

  // A list's links and form fetch the same address and swap the list; the address bar follows, focus stays.
  function enhanceList() {
    const name = "data-list";
    let list = document.querySelector("[" + name + "]");
    if (!list) return;
    let running = null;
    let waiting = 0;

    function addressOf(form) {
      const query = new URLSearchParams();
      new FormData(form).forEach(function (value, key) { if (value !== "") query.append(key, value); });
      const text = query.toString();
      return form.getAttribute("action") + (text ? "?" + text : "");
    }

    function place(active) {
      if (!active || !list.contains(active)) return null;
      return { id: active.id, start: active.selectionStart, end: active.selectionEnd };
    }

    function swap(text, url) {
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[" + name + "]");
      if (!fresh) { window.location.assign(url); return; }
      const focus = place(document.activeElement);
      const open = list.querySelector("details[open]") !== null;
      list.replaceWith(fresh);
      list = fresh;
      const more = list.querySelector("details");
      if (open && more) more.open = true;
      const again = focus && focus.id ? document.getElementById(focus.id) : null;
      if (again) {
        again.focus({ preventScroll: true });
        if (again.type === "search" && focus.start !== null) again.setSelectionRange(focus.start, focus.end);
      } else if (focus) {
        const heading = list.querySelector("[data-list-result]");
        if (heading) heading.focus({ preventScroll: true });
      }
      window.history.replaceState(null, "", url);
      document.dispatchEvent(new Event("portal:place"));
    }

    function go(url) {
      if (running) running.abort();
      running = new AbortController();
      const mine = running;
      list.setAttribute("aria-busy", "true");
      window.fetch(url, { signal: mine.signal, credentials: "same-origin", headers: { Accept: "text/html" } })
        .then(function (answer) {
          // Whatever is not a plain page of this list (the session ended, say) is shown by the browser itself.
          if (!answer.ok || answer.redirected) throw new Error("not a list");
          return answer.text();
        })
        .then(function (text) { if (mine === running) swap(text, url); })
        .catch(function (reason) { if (reason.name !== "AbortError") window.location.assign(url); });
    }

    document.addEventListener("submit", function (event) {
      if (!event.target.matches("[data-list-form]")) return;
      event.preventDefault();
      go(addressOf(event.target));
    });
    document.addEventListener("change", function (event) {
      const form = event.target.closest("[data-list-form]");
      if (form && event.target.matches("select, input[type=date], input[pattern]") && form.reportValidity()) go(addressOf(form));
    });
    document.addEventListener("input", function (event) {
      const form = event.target.closest("[data-list-form]");
      if (!form || event.target.type !== "search") return;
      window.clearTimeout(waiting);
      // An answer to fewer letters must not replace the field while somebody types in it.
      if (running) running.abort();
      waiting = window.setTimeout(function () { if (form.checkValidity()) go(addressOf(form)); }, 250);
    });
    document.addEventListener("click", function (event) {
      const link = event.target.closest("a[data-list-link]");
      if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(link.getAttribute("href"));
    });
  }

  // What is being made is looked at again every two seconds, and only its own part of the page is replaced.
  function followWork() {
    const name = "data-live";
    const seconds = 2;
    function look() {
      const part = document.querySelector("[" + name + "=busy]");
      if (!part) return;
      if (document.hidden) { window.setTimeout(look, seconds * 1000); return; }
      window.fetch(window.location.href, { credentials: "same-origin", headers: { Accept: "text/html", "Portal-Polling": "1" } })
        .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
        .then(function (text) {
          const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[" + name + "]");
          // Whatever is not this page (the session ended, say) is shown by the browser itself.
          if (!fresh) { window.location.reload(); return; }
          const active = document.activeElement;
          const focus = part.contains(active) ? active.id : "";
          part.querySelectorAll("details[open] > summary").forEach(function (summary) {
            const again = fresh.querySelector("#" + CSS.escape(summary.id));
            if (again) again.parentElement.open = true;
          });
          part.replaceWith(fresh);
          const again = focus ? document.getElementById(focus) : null;
          if (again) again.focus({ preventScroll: true });
          window.setTimeout(look, seconds * 1000);
        })
        .catch(function () { window.setTimeout(look, 5 * seconds * 1000); });
    }
    window.setTimeout(look, seconds * 1000);
  }

  // Days of one's own take the place of a period, so that nobody has to know that they exclude each other.
  function enhanceDays() {
    document.querySelectorAll("[data-clears]").forEach(function (field) {
      field.addEventListener("change", function () {
        if (field.value) document.getElementById(field.dataset.clears).value = "";
      });
    });
  }

  function closeMenus() {
    document.addEventListener("click", function (event) {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) {
        if (!menu.contains(event.target)) menu.open = false;
      });
    });
    document.addEventListener("keydown", function (event) {
      const menu = event.key === "Escape" ? document.querySelector("details.menu[open]") : null;
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  }

  addCopyButtons(document);
  enhanceList();
  enhanceDays();
  followWork();
  closeMenus();
})();
