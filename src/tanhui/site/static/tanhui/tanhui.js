/* Small behaviour that pages work without: copy, menus, one submit per press, large type, demonstration sign-in, print. */
"use strict";

(function () {
  const root = document.documentElement;

  function copyText(button) {
    const said = button.querySelector(".t-copy-done");
    navigator.clipboard.writeText(button.dataset.copy).then(
      function () { said.textContent = "已复制"; },
      function () { said.textContent = "请手动选取"; }
    ).finally(function () { setTimeout(function () { said.textContent = ""; }, 2500); });
  }

  function fillAccount(button) {
    const form = document.getElementById(button.dataset.fillForm);
    for (const field of ["login", "password"]) {
      const input = form.elements.namedItem(field);
      input.value = button.dataset[field];
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const submit = form.querySelector("[type=submit]");
    submit.focus();
    submit.scrollIntoView({ block: "center" });
  }

  function storedLarge() {
    try { return localStorage.getItem("large-type") === "yes"; } catch { return false; }
  }

  function setLarge(on) {
    root.classList.toggle("t-large", on);
    for (const button of document.querySelectorAll("[data-large-type]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
    }
    try { localStorage.setItem("large-type", on ? "yes" : "no"); } catch { /* not kept, still applied */ }
    window.dispatchEvent(new Event("resize"));
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (button && button.dataset.copy !== undefined) { copyText(button); }
    if (button && button.dataset.fillForm) { fillAccount(button); }
    if (button && button.dataset.largeType !== undefined) { setLarge(!root.classList.contains("t-large")); }
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) { menu.open = false; }
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* The server answers a repeat with the first result; this only spares people the wait for a second press. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.hasAttribute("data-once")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("[type=submit]")) { button.setAttribute("aria-disabled", "true"); }
  });
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) { button.removeAttribute("aria-disabled"); }
    }
  });

  /* Print shows what is folded away: formulas, inputs, tables beside charts. */
  let opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("main details:not([open])"));
    for (const each of opened) { each.open = true; }
  });
  window.addEventListener("afterprint", function () {
    for (const each of opened) { each.open = false; }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  setLarge(storedLarge());
  const refusal = document.querySelector("[data-focus]");
  if (refusal) { refusal.focus(); }
})();
