// Comfort alone: every page works without it. Focus on the error summary, character counts, no double send.
import { initAll } from "/assets/govuk.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
