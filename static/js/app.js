import { initAll } from "../vendor/govuk-frontend.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();

if (window.matchMedia("(max-width: 48rem)").matches) {
  document.querySelectorAll(".app-filter:not([data-in-use])").forEach((filter) => { filter.open = false; });
}

document.addEventListener("htmx:after:settle", (event) => initAll({ scope: event.target }));

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = document.body.dataset.csrf;
});
