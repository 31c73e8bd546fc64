// Suggestions under the search box: a list to choose from with the arrow keys. Without it the box is a plain form.
(() => {
  const box = document.getElementById("q");
  if (!box) return;
  const list = document.createElement("ul");
  list.id = "suggestions"; list.className = "suggestions"; list.role = "listbox"; list.hidden = true;
  list.setAttribute("aria-label", "Suggestions");
  box.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
  })) box.setAttribute(name, value);
  let chosen = -1, asked = "", waiting, typed = "";

  const close = () => { list.hidden = true; chosen = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (at) => {
    const options = [...list.children];
    chosen = (at + options.length + 1) % (options.length + 1);
    if (chosen === options.length) chosen = -1;
    options.forEach((option, nth) => option.setAttribute("aria-selected", String(nth === chosen)));
    box.value = chosen < 0 ? typed : options[chosen].dataset.text;
    if (chosen < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ text, count }, nth) => {
      const option = document.createElement("li");
      option.id = `suggestion-${nth}`; option.role = "option"; option.dataset.text = text;
      option.setAttribute("aria-selected", "false");
      const words = document.createElement("span"), many = document.createElement("small");
      words.textContent = text; many.textContent = count;
      option.append(words, many);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); box.value = text; box.form.submit(); });
      return option;
    }));
    chosen = -1;
    list.hidden = !suggestions.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };
  box.addEventListener("input", () => {
    typed = box.value;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked = typed.trim();
      if (asked.length < 2) return close();
      const answer = await fetch(`/search/suggestions?q=${encodeURIComponent(asked)}`).catch(() => null);
      if (answer?.ok && asked === box.value.trim()) show((await answer.json()).suggestions);
    }, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? list.children.length - 1 : chosen - 1); }
    else if (event.key === "Escape") { event.preventDefault(); box.value = typed; close(); }
  });
  box.addEventListener("blur", close);
})();
