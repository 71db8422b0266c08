// An import that goes on: its progress is written anew at each step, and the whole page once it has come to rest.

import { refresh, watch } from "./live.js";

const own = document.querySelector("[data-import]");
if (own) {
  const stream = watch(own.dataset.import, ([stage]) => {
    if (stage === "looking" || stage === "applying") return refresh();
    stream.close();
    location.reload();
  });
}
