(function () {
  "use strict";
  var doc = document, root = doc.documentElement;
  function all(selector) { return Array.prototype.slice.call(doc.querySelectorAll(selector)); }

  /* Search as people type: no marks, no case; a listed address may be typed with or without [.] */
  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0111/g, "d").replace(/\[([.:])\]/g, "$1");
  }

  all(".js").forEach(function (button) { button.hidden = false; });
  all("[data-act=theme]").forEach(function (button) {
    button.onclick = function () {
      var now = root.dataset.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
    };
  });
  all("[data-act=print]").forEach(function (button) { button.onclick = function () { print(); }; });

  /* Paper shows everything but what is for technicians: closed parts are opened, and closed again. */
  var closed = [];
  addEventListener("beforeprint", function () {
    closed = all("details:not(.fold):not([open])");
    closed.forEach(function (part) { part.open = true; });
  });
  addEventListener("afterprint", function () { closed.forEach(function (part) { part.open = false; }); });

  /* A link to a closed part opens it. */
  function open() {
    var part = location.hash.length > 1 && doc.getElementById(location.hash.slice(1));
    if (part && part.tagName === "DETAILS") { part.open = true; }
  }
  addEventListener("hashchange", open);
  open();

  var bar = doc.querySelector(".flt"), table = doc.getElementById("list");
  if (!bar || !table) { return; }
  bar.hidden = false;
  var rows = all("#list tbody tr"), texts = rows.map(function (row) { return fold(row.textContent); });
  var search = bar.querySelector("input"), selects = all(".flt select"), segments = all(".seg button"), shown = bar.querySelector(".cnt");

  function apply() {
    var words = fold(search.value).trim().split(/\s+/), sign = "", n = 0;
    segments.forEach(function (button) { if (button.getAttribute("aria-pressed") === "true") { sign = button.value; } });
    rows.forEach(function (row, at) {
      var fits = (!sign || row.dataset.s === sign) &&
        selects.every(function (box) { return !box.value || row.getAttribute("data-" + box.name) === box.value; }) &&
        words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) { n += 1; }
    });
    shown.textContent = bar.dataset.shown.replace("{shown}", n).replace("{total}", rows.length);
  }
  segments.forEach(function (button) {
    button.onclick = function () {
      segments.forEach(function (other) { other.setAttribute("aria-pressed", String(other === button)); });
      apply();
    };
  });
  search.oninput = apply;
  selects.forEach(function (box) { box.onchange = apply; });

  var collator = new Intl.Collator("vi", { numeric: true }), heads = all("#list thead th");
  heads.forEach(function (head, column) {
    var button = head.querySelector("button");
    if (!button) { return; }
    function key(row) { var cell = row.children[column]; return cell.dataset.v || cell.textContent; }
    button.onclick = function () {
      var up = head.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      rows.slice().sort(function (a, b) { var order = collator.compare(key(a), key(b)); return up ? order : -order; })
        .forEach(function (row) { body.appendChild(row); });
    };
  });
  apply();
}());
