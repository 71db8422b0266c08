// An import that goes on: its progress is written anew at each step, and what it came to when it rests.

import { refresh, watch } from "./live.js";

const own = document.querySelector("[data-import]");
if (own) {
  const stream = watch(own.dataset.import, ([stage]) => {
    if (stage === "looking" || stage === "applying") return refresh();
    stream.close();
    // a part that has the focus is not written anew
    if (own.contains(document.activeElement)) location.reload();
    else refresh();
  });
}
