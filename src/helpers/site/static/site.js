// Search and filters for the table of observations; all of the page can be read without.
(function () {
  "use strict";
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const rows = Array.from(document.querySelectorAll("#observations tbody tr"));
  const text = document.getElementById("filter-text");
  const choices = Array.from(form.querySelectorAll("select"));

  // Full-width letters and digits are the plain ones; a search for 1,000 finds 1000.
  const plain = (words) => words.normalize("NFKC").toLowerCase().replace(/(\d),(?=\d{3})/g, "$1");
  const searched = rows.map((row) => plain(row.dataset.search));

  function apply() {
    const words = plain(text.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, place) => {
      const fits = words.every((word) => searched[place].includes(word)) &&
        choices.every((choice) => !choice.value || row.dataset[choice.dataset.field] === choice.value);
      row.hidden = !fits;
      shown += fits;
    });
    count.textContent = shown ? count.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length)
      : count.dataset.nothing;
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.hidden = false;
  apply();

  // The other language opens at the same place.
  document.querySelectorAll("a.switch").forEach((link) => {
    link.addEventListener("click", () => { link.hash = location.hash; });
  });

  // On paper nothing can be unfolded, so everything is.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = Array.from(document.querySelectorAll("details:not([open])"));
    folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));
})();
