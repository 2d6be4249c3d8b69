// Moving, copying and pasting in the tables of the clerk's page.
"use strict";
