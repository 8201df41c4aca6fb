// The browser itself: Debian's Chromium, started once for each test file and closed with it.
// Not here: anything about the pages of the house.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

// --disable-quic and the background switches keep the browser from speaking to anybody but the house.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let running;

/** The Chromium of this process; started by the first who asks. */
export async function browser() {
  running ??= chromium.launch({ executablePath: executable(), args: FLAGS });
  return running;
}

/** Closes it. Tests need not call this: index.mjs has it done after the last one. */
export async function closeBrowser() {
  const open = running;
  running = undefined;
  await (await open)?.close();
}

function executable() {
  const named = process.env.SHANZHI_CHROMIUM;
  const found = named ?? PLACES.find((place) => existsSync(place));
  if (!found) throw new Error("No Chromium on this machine. `cargo xtask setup` installs it.");
  return found;
}
