// What is pasted from Word or a page into the text is read by the server as a report is: without what was deleted in
// revision, hidden or noted beside it, and with 10⁴ for a raised 4. Without scripts, or where that fails, the browser's
// own text is pasted.
"use strict";

(function () {
  var area = document.querySelector("textarea[name=body]");
  var form = document.querySelector("input[name=body_form]");
  if (!area || !window.fetch) { return; }
  var notice = document.createElement("p");
  notice.className = "hint";
  notice.setAttribute("role", "status");
  area.insertAdjacentElement("beforebegin", notice); // the area is tall: below it nobody would see it

  function insert(text) {
    area.focus();
    // Unlike setRangeText it can be undone with Ctrl-Z.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  function read(answer) {
    if (!answer.ok) { throw new Error(answer.status); }
    return answer.json();
  }
  area.addEventListener("paste", function (event) {
    var html = event.clipboardData.getData("text/html");
    var plain = event.clipboardData.getData("text/plain");
    if (!html) { return; }
    event.preventDefault();
    notice.textContent = "正在读取粘贴的内容…";
    window.fetch("/submit/pasted", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ html: html, form: form ? form.value : "text" })
    }).then(read).then(function (pasted) {
      notice.textContent = pasted.notice;
      insert(pasted.text);
    }).catch(function () {
      notice.textContent = "已按纯文本粘贴：修订、批注和上标没有处理，请核对。";
      insert(plain);
    });
  });
})();
