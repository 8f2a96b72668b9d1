// The self-check's comforts; every page works without them. Nothing leaves the tab except to be reckoned.
"use strict";
(() => {
  const form = document.getElementById("carry");
  if (!form) return;
  const KEPT = "zhicheng.check", SAVED = "zhicheng.check.saved", NAMES = ["dossier", "as_of", "round", "answers"];
  let leaving = false, typed = false;

  const store = {
    get(key) { try { return sessionStorage.getItem(key) || ""; } catch { return ""; } },
    set(key, text) { try { text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key); } catch { /* full or forbidden */ } },
  };
  const field = (name) => form.querySelector(`[name="${name}"]`);
  const dossier = () => field("dossier")?.value || "";

  // a reload, or a link back to the page, does not lose what the tab holds
  if (form.dataset.state === "broken") {
    store.set(KEPT, "");
  } else if (form.dataset.state === "fresh" || reloaded()) {
    const kept = remembered();
    if (kept.dossier && NAMES.some((name) => field(name) && kept[name] !== undefined && field(name).value !== kept[name])) {
      for (const name of NAMES) if (field(name) && kept[name] !== undefined) field(name).value = kept[name];
      for (const control of form.querySelectorAll("[name^='if:']")) control.disabled = true; // what was kept counts, not the page as first sent
      leaving = true;
      HTMLFormElement.prototype.submit.call(form);
      return;
    }
  } else {
    keep();
    if (form.dataset.saved) store.set(SAVED, dossier());
  }

  function reloaded() { return performance.getEntriesByType("navigation")[0]?.type === "reload"; }
  function remembered() { try { return JSON.parse(store.get(KEPT) || "{}"); } catch { return {}; } }
  function keep() {
    const kept = {}, before = remembered();
    for (const name of NAMES) kept[name] = field(name) ? field(name).value : before[name] || "";
    store.set(KEPT, kept.dossier ? JSON.stringify(kept) : "");
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.hasAttribute("data-saves")) { store.set(SAVED, dossier()); return; }
    leaving = true;
    setTimeout(() => { leaving = false; }, 3000); // a download does not leave the page
  });
  form.addEventListener("input", (event) => { if (event.target.closest("[data-editing]")) typed = true; });
  document.addEventListener("click", (event) => { if (!typed && event.target.closest("a[href^='/']")) leaving = true; });
  document.addEventListener("submit", (event) => { if (!typed && event.target !== form) leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (typed || (dossier() && dossier() !== store.get(SAVED)))) event.preventDefault();
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // errors found while typing stand beside their fields; the verdict stays as it was
  function place() {
    for (const old of form.querySelectorAll("[data-editing] .check__form .error, #errors")) old.remove();
    for (const one of form.querySelectorAll(".check__form .field--error")) one.classList.remove("field--error");
    for (const line of document.querySelectorAll("#live-errors li")) {
      const control = line.dataset.field ? document.getElementById(line.dataset.field) || document.getElementById(`${line.dataset.field}_field`) : null;
      const box = control ? control.closest(".field") : form.querySelector("fieldset.record");
      if (!box) continue;
      const text = document.createElement("p");
      text.className = "error";
      text.setAttribute("role", "status");
      text.textContent = line.textContent;
      const answer = box.querySelector(".answer");
      box.insertBefore(text, answer && answer.parentElement === box ? answer : box.firstChild);
      if (control) box.classList.add("field--error");
    }
  }
  const failed = (yes) => { const note = document.getElementById("failed"); if (note) note.hidden = !yes; };
  document.addEventListener("htmx:afterSettle", () => { if (document.getElementById("live-errors")) place(); keep(); });
  document.addEventListener("htmx:afterRequest", (event) => { failed(!event.detail.successful && event.detail.xhr?.status !== 0); });
  document.addEventListener("htmx:sendError", () => failed(true));
})();
