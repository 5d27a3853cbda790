import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the browser is. Null if none is installed. */
export function chromiumBinary(): string | null {
  return PLACES.find((place) => existsSync(place)) ?? null;
}

/** A browser that asks nobody for anything but what it is shown. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumBinary() ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
