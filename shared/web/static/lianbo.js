// What makes pages pleasanter where scripts run; nothing here is needed for any action.
"use strict";

(function () {
  // A form is sent once, however often its button is pressed, and says so; its other buttons do something else and stay
  // free. Marked and not disabled: the browser reads the form after this, with the name and value of the button.
  function free(button) {
    var word = button.nextElementSibling;
    if (word && word.matches(".sending-word")) { word.remove(); }
    button.removeAttribute("aria-busy");
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter || form.querySelector("button:not([type=button])");
    if (form.method !== "post" || !button) { return; }
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    // An answer in a window of its own is not seen from here, so its button waits only for a second click of one press.
    var elsewhere = (button.getAttribute("formtarget") || form.target) === "_blank";
    var word = document.createElement("span");
    word.className = "sending-word";
    word.setAttribute("role", "status");
    word.textContent = elsewhere ? "正在新窗口打开…" : "正在提交，请稍候…";
    button.setAttribute("aria-busy", "true");
    button.insertAdjacentElement("afterend", word);
    window.setTimeout(free, elsewhere ? 2000 : 60000, button);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("button[aria-busy=true]").forEach(free);
  });

  // Live counters: <input data-count maxlength="20">. Characters as people count them, emoji as one.
  function count(text) {
    if (window.Intl && Intl.Segmenter) {
      return Array.from(new Intl.Segmenter("zh").segment(text)).length;
    }
    return Array.from(text).length;
  }
  document.querySelectorAll("[data-count]").forEach(function (field) {
    var shown = document.createElement("span");
    var limit = Number(field.dataset.limit || field.getAttribute("maxlength") || 0);
    shown.className = "counter";
    field.insertAdjacentElement("afterend", shown);
    function update() {
      var used = count(field.value);
      shown.textContent = limit ? used + " / " + limit + " 字" : used + " 字";
      shown.classList.toggle("counter-over", limit > 0 && used > limit);
    }
    field.addEventListener("input", update);
    update();
  });

  // A list says how old it is, and that there is something newer: <p data-loaded data-changes="mark"> with a <span data-said>.
  // The page is loaded again by whoever reads it, so that nothing moves below their hands.
  document.querySelectorAll("[data-loaded]").forEach(function (line) {
    var said = line.querySelector("[data-said]");
    var loaded = Date.now();
    var newer = false;
    function age() {
      var minutes = Math.floor((Date.now() - loaded) / 60000);
      if (!newer && minutes) { said.textContent = "，已是 " + minutes + " 分钟前的内容"; }
    }
    function ask() {
      if (newer || document.hidden) { return; }
      fetch("/changes", { headers: { Accept: "application/json" } }).then(function (answer) {
        return answer.ok ? answer.json() : null;
      }).then(function (now) {
        if (!now || now.mark === line.dataset.changes) { return; }
        newer = true;
        said.textContent = "。列表已有更新，请点“刷新”查看";
        line.classList.add("loaded-old");
      }).catch(function () {});
    }
    window.setInterval(age, 10000);
    if (line.dataset.changes !== undefined) {
      window.setInterval(ask, 5000);
      document.addEventListener("visibilitychange", ask);
    }
  });

  // The error summary is where a person should be after a form came back.
  var alert = document.querySelector("[role=alert][tabindex]");
  if (alert) { alert.focus(); }

  // Keyboard on lists and stories: <tr data-row> with a link, elements with data-key="a". Off by the account page's switch,
  // and quiet while an input method is composing or a field has the focus.
  if (!document.body.dataset.keys) { return; }
  var rows = Array.from(document.querySelectorAll("[data-row]"));
  var chosen = -1;
  function choose(next) {
    if (!rows.length) { return; }
    if (chosen >= 0) { rows[chosen].classList.remove("chosen"); }
    chosen = Math.max(0, Math.min(rows.length - 1, next));
    rows[chosen].classList.add("chosen");
    var link = rows[chosen].querySelector("a");
    if (link) { link.focus(); }
    rows[chosen].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var at = event.target;
    if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) { return; }
    if (event.key === "j") { choose(chosen + 1); return; }
    if (event.key === "k") { choose(chosen - 1); return; }
    if (event.key === "o" && chosen >= 0) {
      var link = rows[chosen].querySelector("a");
      if (link) { link.click(); }
      return;
    }
    if (event.key === "/") {
      var search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
      return;
    }
    if (event.key === "?") { window.location.href = "/account#keys"; return; }
    // Where an action has a key, the key leads to its button; pressing it stays the person's decision.
    var target = /^[a-z]$/.test(event.key) && document.querySelector("[data-key=" + event.key + "]");
    if (target) { target.focus(); target.scrollIntoView({ block: "center" }); }
  });
})();
