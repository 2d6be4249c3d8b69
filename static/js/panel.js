// The side panel: what is known about the selected cell.
"use strict";
