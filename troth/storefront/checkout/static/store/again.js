// A page that waits for somebody else's answer asks again by itself, quietly; it is loaded anew once there is one.
"use strict";
document.querySelectorAll("[data-again]").forEach((words) => {
  words.hidden = false;
  let left = 120; // ten minutes; by then it is mailed
  const ask = async () => {
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    if (answer && answer.type === "opaqueredirect") location.reload();
    else if (--left) setTimeout(ask, 5000);
    else words.hidden = true;
  };
  setTimeout(ask, 5000);
});
