// The live test may have a picture under its zones.

import { startPictures } from "./pictures.js";

const test = document.querySelector("[data-live-test]");
if (test) startPictures(test);
