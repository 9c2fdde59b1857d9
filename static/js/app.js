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

function isChanged(field) {
  if (field instanceof HTMLSelectElement) {
    return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  }
  return field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
}

// What was typed before htmx listened is saved as what is typed after.
const SAVED_AS_TYPED = "form[hx-post][hx-trigger^=input]";

function saveWhatWasTyped(form) {
  if ([...form.elements].some(isChanged)) form.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("htmx:after:init", (event) => {
  if (event.target.matches(SAVED_AS_TYPED)) saveWhatWasTyped(event.target);
});
document.querySelectorAll(SAVED_AS_TYPED).forEach(saveWhatWasTyped);
