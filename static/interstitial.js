// Opens the link without a press, but only where the server said so; the token leaves the address bar either way.
(function () {
  "use strict";

  const form = document.getElementById("open-link");
  if (!form) return;
  window.history.replaceState(null, "", window.location.pathname);

  function open() {
    if (form.dataset.auto === "1") form.requestSubmit();
  }

  // A page prepared in advance was opened by nobody yet: it must not use up the link.
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", open, { once: true });
  } else {
    open();
  }
})();
