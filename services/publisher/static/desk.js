// Pleasanter where scripts run: live counters by the server's own rules, and a warning before typed words are left.
"use strict";

(function () {
  var form = document.querySelector("form[data-counters]");
  if (!form) { return; }
  var waiting = 0;
  var asked = 0;

  function show(counters) {
    var byField = {};
    counters.forEach(function (counter) {
      // Of several of one field (strips, say) the fullest is the one to look at.
      var known = byField[counter.field];
      if (!known || counter.used > known.used) { byField[counter.field] = counter; }
    });
    form.querySelectorAll("[data-counter]").forEach(function (shown) {
      var counter = byField[shown.dataset.counter];
      if (!counter) { return; }
      shown.querySelector("[data-used]").textContent = counter.used;
      shown.querySelector("[data-limit]").textContent = counter.limit;
      shown.classList.toggle("counter-over", counter.used > counter.limit);
    });
  }

  function ask() {
    var mine = ++asked;
    fetch(form.dataset.counters, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) { if (found && mine === asked) { show(found.counters); } })
      .catch(function () { /* the page's own counters stay; saving counts again */ });
  }

  var changed = false;
  form.addEventListener("input", function (event) {
    changed = true;
    if (event.isComposing) { return; }
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 350);
  });
  form.addEventListener("compositionend", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 350);
  });
  form.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) {
    if (changed) { event.preventDefault(); event.returnValue = ""; }
  });
})();
