// Small comforts; every page works without them.
"use strict";
document.addEventListener("submit", (event) => {
  // a form sent twice by a double click is sent once
  const form = event.target;
  if (form.method !== "post" || form.dataset.again === "yes") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});
document.addEventListener("change", (event) => {
  // a form marked data-send-on-change needs no button
  const form = event.target.form;
  if (form && form.hasAttribute("data-send-on-change") && !event.target.closest("[data-wait]")) form.requestSubmit();
});
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  // an upload that was refused as a whole, or cut off: sent once more as a page, which says why
  document.addEventListener(failed, (event) => {
    const form = event.target.closest("form[enctype]");
    if (form) form.submit();
  });
}
