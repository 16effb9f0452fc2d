// Without this script the table is simply whole.
const box = document.querySelector("#search");
const rows = [...document.querySelectorAll("#observations tbody tr")];
box.hidden = false;
box.querySelector("input").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  const left = rows.filter((row) => !row.hidden).length;
  box.querySelector("[role=status]").textContent = wanted ? `${left} / ${rows.length}` : "";
});
