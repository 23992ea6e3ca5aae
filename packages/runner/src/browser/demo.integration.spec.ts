import { intoSquare, type ModelFiles, type Resize } from '@thaw/core';
import { decodeImage } from '@thaw/execution/images';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { emoji } from '../commands/thaw.fixture.js';
import { demoFiles } from '../export/demo.js';
import { savedModel } from '../export/formats/saved-model.js';
import { tfjs } from '../export/formats/tfjs.js';
import { byTensorflow, classifierOf, largestDifference, side } from '../export/networks.fixture.js';
import { openBrowser, setupTimeoutMs } from './browser.fixture.js';
import { serveFiles, type FileServer } from './serve-files.fixture.js';

/** What an attacker might call a class. */
const classes = ['<img src=x onerror=alert(1)>', 'é "b"', 'c', 'd', 'e', 'f'];
const resize: Resize = { mode: 'crop', cropFraction: 0.875, interpolation: 'bicubic' };
const metadata = {
  ...{
    classes,
    metrics: { val_loss: 'NaN', val_accuracy: 0.912345 },
    licence: 'CC-BY-4.0',
    resize: { ...resize },
  },
  provenance: { run: '3f2a9c', sweep: '<b>emoji</b>', network: 'ConvNeXt' },
};
/** In percentage points: what is transparent is laid on white by the browser, which rounds otherwise, and a tenth is shown. */
const tolerance = 0.2;
const picture = join(emoji.root, '1f34e.png');

let browser: Browser;
let server: FileServer;
let expected: readonly { readonly label: string; readonly shown: number }[];
beforeAll(async () => {
  const classifier = classifierOf('convnext_atto', classes.length);
  const files: ModelFiles = new Map([...(await tfjs.encode(classifier, metadata)), ...(await demoFiles())]);
  server = await serveFiles(files);
  const saved = await savedModel.encode(classifier, {});
  const percentagesOf = async (shownAs: Resize) => {
    const square = (await decodeImage(picture, side, { resize: shownAs })) as Uint8Array;
    const probabilities = await byTensorflow(saved, square, [1, side, side, 3]);
    return [...probabilities].map((each) => 100 * each);
  };
  const percentages = await percentagesOf(resize);
  // Pixels of another square would be noticed.
  const stretched = await percentagesOf({ mode: 'stretch', interpolation: 'bilinear' });
  expect(largestDifference(stretched, percentages)).toBeGreaterThan(10 * tolerance);
  expected = classes
    .map((label, index) => ({ label, shown: percentages[index]! }))
    .toSorted((a, b) => b.shown - a.shown)
    .slice(0, 5);
  browser = await openBrowser();
}, setupTimeoutMs);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Everything that the page said, or asked for elsewhere. */
const noise: string[] = [];
let page: Page;
async function open(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  page = await browser.newPage({ colorScheme });
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('dialog', (dialog) => noise.push(dialog.message()));
  page.on('request', (request) => {
    if (!/^data:/.test(request.url()) && !request.url().startsWith(server.address)) noise.push(request.url());
  });
  await page.goto(server.address);
  await page.locator('#file:enabled').waitFor({ state: 'attached' });
  return page;
}
afterEach(async () => {
  expect(noise).toEqual([]);
  await page.close();
});

async function expectAnswer(): Promise<void> {
  await page.locator('#answer:not([hidden])').waitFor();
  expect(await page.locator('#results .label').allInnerTexts()).toEqual(expected.map(({ label }) => label));
  const shown = (await page.locator('#results .probability').allInnerTexts()).map(Number.parseFloat);
  for (const [index, { shown: value }] of expected.entries())
    expect(Math.abs(shown[index]! - value)).toBeLessThan(tolerance);
}

it('says of a picture that is chosen what Thaw says of it, with names as they are', async () => {
  await open();
  expect(await page.locator('h1').innerText()).toBe('<b>emoji</b>');
  expect(await page.locator('#facts').innerText()).toContain(
    'val_loss NaN · val_accuracy 0.912 · weights it began with: CC-BY-4.0',
  );
  await page.locator('#file').setInputFiles(picture);
  await expectAnswer();
});

it('takes a picture that is dropped, by the keyboard too, and says of a text that it is none', async () => {
  await open('dark');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.id')).toBe('file');
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(22, 25, 29)');
  const drop = async (bytes: Uint8Array, type: string) =>
    page.evaluate(
      `((base64, type) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], 'dropped', { type }));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
      })(${JSON.stringify(Buffer.from(bytes).toString('base64'))}, ${JSON.stringify(type)})`,
    );
  await drop(Buffer.from('no picture'), 'text/plain');
  await page.locator('#status', { hasText: 'no picture' }).waitFor();
  await drop(await readFile(picture), 'image/png');
  await expectAnswer();
});

it('says that there is no model, where a file of it is not whole', async () => {
  page = await browser.newPage();
  await page.route('**/*.bin', (route) => route.fulfill({ body: '' }));
  await page.goto(server.address);
  await page.locator('#status', { hasText: 'cannot be run here' }).waitFor();
  expect(await page.locator('#file').isDisabled()).toBe(true);
});

it('makes the same square of pixels as Thaw, in every mode', async () => {
  await open();
  const [width, height] = [37, 23];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 7919) % 256);
  const modes: readonly Resize[] = [
    { mode: 'stretch', interpolation: 'bilinear' },
    { mode: 'crop', cropFraction: 0.8, interpolation: 'lanczos' },
    { mode: 'letterbox', colour: [1, 2, 3], interpolation: 'bicubic' },
  ];
  for (const mode of modes) {
    const found = await page.evaluate<number[]>(
      `import('./demo/thaw/resize/into-square.js').then(({ intoSquare }) => {
        const pixels = { data: Uint8Array.from(${JSON.stringify([...data])}), width: ${width}, height: ${height} };
        return [...intoSquare(pixels, pixels, 16, ${JSON.stringify(mode)})];
      })`,
    );
    expect(found).toEqual([...intoSquare({ data, width, height }, { width, height }, 16, mode)]);
  }
});
