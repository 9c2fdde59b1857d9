// One key takes a seat's attendance and goes to the next: P, D, A or N. The arrow keys move between seats.
const rows = [...document.querySelectorAll(".app-attendance__row")];

function keyOf(row, code) {
  return row.querySelector(`input[type="radio"][value="${code}"]`);
}

function focusRow(index) {
  const row = rows[index];
  if (!row) return;
  (row.querySelector('input[type="radio"]:checked') || row.querySelector('input[type="radio"]')).focus();
  row.scrollIntoView({ block: "nearest" });
}

rows.forEach((row, index) => {
  row.addEventListener("change", (event) => {
    if (event.target.type === "radio") row.dataset.code = event.target.value;
  });
  row.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const code = event.key.toUpperCase();
    if (["P", "D", "A", "N"].includes(code)) {
      event.preventDefault();
      keyOf(row, code).checked = true;
      row.dataset.code = code;
      focusRow(index + 1);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      focusRow(index + (event.key === "ArrowDown" ? 1 : -1));
    }
  });
});
