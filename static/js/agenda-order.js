// Drag an item of the agenda to another place: an addition to the place boxes and the Up and Down buttons.
const list = document.querySelector(".app-desk[data-sortable='yes']");
if (list && window.Sortable) {
  list.querySelectorAll(".app-desk__handle").forEach((handle) => { handle.hidden = false; });
  window.Sortable.create(list, {
    handle: ".app-desk__handle",
    animation: 0,
    onEnd: () => {
      list.querySelectorAll("input[name^='place_']").forEach((box, index) => { box.value = index + 1; });
      list.closest("form").requestSubmit();
    },
  });
}
