// A PDF that is being made: asked after in the background, so that a reader is not interrupted by a page that loads anew.
const again = document.getElementById("look-again");
const shown = new URL(again.href).searchParams.has("show");

async function look() {
  const check = new URL(again.href);
  // Without it the answer is a page that says whether it is ready, and never the PDF itself.
  check.searchParams.delete("show");
  const answer = await window.fetch(check).catch(() => null);
  if (!answer) return later();
  if (!answer.ok) return window.location.replace(again.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // A fresh ticket: the one before lasts a minute.
  const next = new URL(page.querySelector(".apology a[href]").getAttribute("href"), answer.url);
  if (shown) next.searchParams.set("show", "1");
  again.href = next.href;
  if (answer.status === 202) return later();
  if (!shown) {
    document.title = page.title;
    document.querySelector(".apology").replaceWith(page.querySelector(".apology"));
  }
  window.location.replace(next.href);
}

function later() {
  window.setTimeout(look, Number(again.dataset.seconds) * 1000);
}

later();
