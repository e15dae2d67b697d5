// A frame whose link or session is over asks the page around it for a fresh link, and says so when none comes.
import { askForToken, framed } from "./host.js";

const form = document.getElementById("open-again");
if (form && framed) {
  const words = document.getElementById("asking");
  const again = document.getElementById("ask-again");

  const ask = async () => {
    again.hidden = true;
    words.textContent = words.dataset.asking;
    const token = await askForToken(form.dataset.reason);
    if (token) {
      form.elements.token.value = token;
      form.requestSubmit();
    } else {
      words.textContent = words.dataset.silent;
      again.hidden = false;
    }
  };

  again.addEventListener("click", ask);
  if (form.dataset.waits === "1") {
    // What the firm ended is read first.
    again.textContent = again.dataset.first;
    again.hidden = false;
  } else if (form.elements.again.dataset.before === "1") {
    // The link that just failed was an answer already: asking at once again would go on for ever.
    words.textContent = words.dataset.silent;
    again.hidden = false;
  } else {
    ask();
  }
}
