// Gives each frame the height that the portal inside it reports; whoever else speaks is not heard.
(function () {
  "use strict";

  const place = document.querySelector("[data-portal]");
  if (!place) return;
  const lowest = 480;
  const highest = 20000;

  window.addEventListener("message", function (event) {
    if (event.origin !== place.dataset.portal) return;
    const told = event.data;
    if (!told || told.type !== "portal:height" || !Number.isFinite(told.height)) return;
    place.querySelectorAll("iframe").forEach(function (frame) {
      if (frame.contentWindow !== event.source) return;
      frame.style.height = Math.min(Math.max(Math.ceil(told.height), lowest), highest) + "px";
    });
  });
})();
