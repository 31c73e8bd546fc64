// At the desk: a click on a photo sets a defect's pin, and files may be dropped where they can be picked.
for (const form of document.querySelectorAll("[data-pins]"))
  for (const figure of form.querySelectorAll(".pin"))
    figure.querySelector("img").addEventListener("click", (event) => {
      const box = event.target.getBoundingClientRect();
      form.elements.photo.value = figure.dataset.photo;
      form.elements.x.value = ((100 * (event.clientX - box.left)) / box.width).toFixed(1);
      form.elements.y.value = ((100 * (event.clientY - box.top)) / box.height).toFixed(1);
      for (const old of form.querySelectorAll(".dot")) old.remove();
      const dot = document.createElement("span");
      dot.className = "dot"; dot.style.left = `${form.elements.x.value}%`; dot.style.top = `${(form.elements.y.value * box.height) / 100}px`;
      figure.append(dot);
    });
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); form.classList.remove("over"); input.files = event.dataTransfer.files; form.requestSubmit(); });
}
// An open box: the packer is stopped on the spot, and the label shows when it is there.
for (const watch of document.querySelectorAll("[data-watch]")) {
  const look = async () => {
    try {
      const state = await (await fetch(watch.dataset.watch)).json();
      if (state.stop && !watch.querySelector(".stop")) {
        watch.innerHTML = '<p class="note error stop"><strong></strong> <span></span></p>';
        watch.querySelector("strong").textContent = watch.dataset.stop;
        watch.querySelector("span").textContent = `${state.stop} ${watch.dataset.aside}`;
        document.title = `${watch.dataset.stop} ${document.title}`;
        watch.scrollIntoView({ block: "center" });
      }
      if (state.label !== watch.dataset.label) return location.reload();
    } catch { /* asked again in two seconds */ }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
}
