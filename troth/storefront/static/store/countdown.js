// The time left beside the clock time, each second; the page says the clock time without it.
(() => {
  for (const each of document.querySelectorAll("[data-until]")) {
    // The store's clock, not the device's: the page was made at data-now.
    const ends = performance.now() + (new Date(each.dataset.until) - new Date(each.dataset.now));
    const show = () => {
      const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      const two = (number) => String(number).padStart(2, "0");
      const minutes = left < 3600 ? Math.floor(left / 60) : `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}`;
      each.textContent = left ? ` · ${minutes}:${two(left % 60)} left` : ` · ${each.dataset.over}`;
      if (!left) clearInterval(timer);
    };
    const timer = setInterval(show, 1000);
    show();
  }
})();
