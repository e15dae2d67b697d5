// A link to a call or a type opens what it leads to; without this the reader opens it by hand.
"use strict";

function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

window.addEventListener("hashchange", openNamed);
openNamed();

// On a narrow window the contents would stand before everything else.
if (window.matchMedia("(max-width: 48rem)").matches) document.querySelector(".menu").open = false;
