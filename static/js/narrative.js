// The editors of the narrative: tables, paste from Word, live figures.
"use strict";
