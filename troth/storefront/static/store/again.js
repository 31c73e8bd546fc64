// A page that waits for somebody else's answer asks again by itself, quietly; it is loaded anew once there is one.
"use strict";
document.querySelectorAll("[data-again]").forEach((words) => {
  words.hidden = false;
  const ask = async () => {
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    if (answer && answer.type === "opaqueredirect") location.reload();
    else setTimeout(ask, 5000);
  };
  setTimeout(ask, 5000);
});
