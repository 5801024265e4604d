/* Checks a methodology while it is written: sends the form, puts each part of the answer in its place. The page works
   without this: the same button sends the same form. */
"use strict";

(function () {
  const form = document.querySelector("form[data-authoring]");
  if (!form || !window.fetch || !window.DOMParser) { return; }
  const CHECK_AFTER = 700, SAVE_AFTER = 15000;
  let timer = 0, saver = 0, running = null, dirty = false, leaving = false;

  function state(text) {
    const place = document.querySelector("[data-slot=state]");
    if (place) { place.textContent = text; }
  }

  /* Only what differs is replaced, so that nothing read aloud is read twice and no focus is lost. */
  function place(answer) {
    const fresh = new Map();
    for (const each of answer.querySelectorAll("[data-slot]")) { fresh.set(each.dataset.slot, each); }
    for (const each of document.querySelectorAll("[data-slot]")) {
      const found = fresh.get(each.dataset.slot);
      if (found && !each.contains(document.activeElement) && each.innerHTML !== found.innerHTML) {
        each.replaceChildren(...Array.from(found.childNodes, function (node) { return document.importNode(node, true); }));
      }
    }
  }

  function send(wish) {
    if (running) { running.abort(); }
    const mine = running = new AbortController();
    const body = new FormData(form);
    body.set("do", wish);
    const sentAt = form.dataset.edited || "";
    return fetch(form.action || location.href, {
      method: "POST", body: body, signal: mine.signal, credentials: "same-origin", headers: { "X-Tanhui-Quiet": "yes" }
    }).then(function (answer) {
      if (answer.redirected) { throw new Error("signed out"); }
      return answer.text().then(function (text) {
        place(new DOMParser().parseFromString(text, "text/html"));
        if (wish === "save" && answer.ok && sentAt === (form.dataset.edited || "")) { dirty = false; }
        if (!answer.ok) { state("没有保存，请按“保存”查看原因"); }
        else if (wish === "check" && dirty) { state("有尚未保存的改动"); }
      });
    }).catch(function (error) {
      if (error.name !== "AbortError") { state("暂时不能检查，改动仍在页面上"); }
    });
  }

  function edited() {
    dirty = true;
    form.dataset.edited = String(Date.now());
    clearTimeout(timer);
    timer = setTimeout(function () { send("check"); }, CHECK_AFTER);
    if (!saver) {
      saver = setTimeout(function () { saver = 0; if (dirty && !leaving) { clearTimeout(timer); send("save"); } }, SAVE_AFTER);
    }
  }

  form.addEventListener("input", edited);
  document.addEventListener("change", function (event) {
    if (event.target.name === "example") { clearTimeout(timer); send("check"); }
  });
  form.addEventListener("click", function (event) {
    const button = event.target.closest("button[value=check]");
    if (button) { event.preventDefault(); clearTimeout(timer); send("check"); }
  });
  form.addEventListener("submit", function () { leaving = true; clearTimeout(timer); clearTimeout(saver); });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("beforeunload", function (event) { if (dirty && !leaving) { event.preventDefault(); } });
})();
