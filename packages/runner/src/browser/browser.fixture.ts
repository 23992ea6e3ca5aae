import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';

const setup = fileURLToPath(new URL('../../../../tools/browser/setup.mjs', import.meta.url));

/** A headless Chromium that asks nobody for anything by itself. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: execFileSync(process.execPath, [setup], { encoding: 'utf8' }).trim(),
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

/** To install a browser, and MLflow, where there is none yet. */
export const setupTimeoutMs = 600_000;
