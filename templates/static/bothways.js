// Comfort alone: every page works without it. Focus on the error summary, character counts, no double send.
import { initAll } from "/assets/govuk.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// What the plain-language check says, a moment after somebody stops typing. The button says the same without this.
const place = document.querySelector("[data-words]");
const typed = place && place.closest("form").elements.namedItem("body");
if (typed) {
  let waiting;
  let asked = 0;
  typed.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = ++asked;
      const given = new FormData();
      for (const name of ["csrf_token", "body", "language"]) {
        given.append(name, place.closest("form").elements.namedItem(name).value);
      }
      const answer = await fetch(place.dataset.words, { method: "POST", body: given }).catch(() => null);
      // An older answer that comes late is about other words.
      if (answer && answer.ok && turn === asked) place.innerHTML = await answer.text();
    }, 800);
  });
}
