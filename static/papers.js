// Papers where a browser, a phone or the page around keeps them from being seen or saved: what cannot work says why.

// In any sandbox a page may set no domain, and Chromium and WebKit say so; Firefox says nothing, and shows PDFs there.
const sandboxed = (() => {
  try { document.domain = ""; } catch (refused) { return /sandboxed/i.test(refused.message); }
  return false;
})();
const part = (name) => document.querySelector(`[data-paper="${name}"]`);
const SAVED = /\/(pdf|xml\/\w+|xml|download)$/;

const preview = document.querySelector("iframe.preview");
if (preview) {
  const why = navigator.pdfViewerEnabled === false ? "no-viewer" : sandboxed && window.chrome ? "no-preview" : "";
  if (why) {
    preview.remove();
    part(why).hidden = false;
  }
  part("new-tab").hidden = false;
  part("new-tab").addEventListener("click", openBeside);
}

// The tab first, for only a press opens one; then its ticket, for a tab brings neither the frame's cookie nor its right.
async function openBeside(event) {
  const beside = window.open("", "_blank");
  part("no-tab").hidden = beside !== null;
  if (!beside) return;
  beside.opener = null;
  try {
    const found = await window.fetch(event.currentTarget.dataset.url, { method: "HEAD", credentials: "same-origin" });
    if (!found.ok) throw new Error(String(found.status));
    beside.location.replace(found.url);
  } catch {
    beside.close();
    part("no-tab").hidden = false;
  }
}

// Nobody is told that a download was dropped, neither this page nor the server: it can only be said that it may be.
if (sandboxed) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && SAVED.test(link.pathname)) part("not-saved").hidden = false;
  });
}
