import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { thaw } from '../commands/thaw.fixture.js';
import { openBrowser, setupTimeoutMs } from './browser.fixture.js';

let folder: string;
let browser: Browser;
let page: Page;
/** Everything that the page said or asked for beside itself. */
const noise: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-network-'));
  const file = join(folder, 'xception.html');
  const { code, stderr } = await thaw(['backbones', 'xception', '--image-size', '150', '--html', file]);
  expect(code, stderr).toBe(0);
  browser = await openBrowser();
  page = await browser.newPage({ colorScheme: 'dark' });
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) noise.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
}, setupTimeoutMs);
afterAll(async () => {
  expect(noise).toEqual([]);
  await browser?.close();
  await rm(folder, { recursive: true });
});

const answer = () => page.getByRole('status').locator('p').allInnerTexts();
const states = () =>
  page
    .locator('.blocks tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => (row as unknown as { dataset: { state: string } }).dataset.state),
    );
/** What the command says of a selector, in four lines. */
async function told(trainable: string) {
  const { stdout } = await thaw(['backbones', 'xception', '--image-size', '150', '--trainable', trainable]);
  return stdout.trimEnd().split('\n').slice(-4);
}

it('says of selectors what the command says, as they are typed', async () => {
  expect(await answer()).toEqual(await told('{ last: 1 }'));
  await page.getByLabel('How many blocks').fill('3');
  expect(await answer()).toEqual(await told('{ last: 3 }'));
  await page.getByLabel('The first layer').fill('block13_sepconv2');
  expect(await answer()).toEqual(await told('{ from: block13_sepconv2 }'));
  await page.getByLabel('Globs').fill('block1[34]_* !*_bn');
  expect(await answer()).toEqual(await told('{ layers: ["block1[34]_*", "!*_bn"] }'));
  await page.getByLabel('none: only the head').check();
  expect(await answer()).toEqual(await told('none'));
});

it('thaws from a block by keyboard, and says in words which blocks train and which are computed again', async () => {
  await page.getByRole('button', { name: 'block13', exact: true }).focus();
  await page.keyboard.press('Enter');
  expect((await answer())[0]).toBe('trainable: { last: 2 }');
  expect((await states()).slice(-3)).toEqual(['below', 'trains', 'trains']);
  await page.getByLabel('Globs').fill('block13_sepconv1');
  expect((await states()).slice(-3)).toEqual(['below', 'trains', 'again']);
  expect(await page.locator('.blocks .state').last().innerText()).toBe('computed in each epoch');
});

it('says what is wrong with a selector, and what was meant', async () => {
  await page.getByLabel('The first layer').fill('blok14_sepconv1');
  expect((await answer()).join()).toContain('did you mean `block14_sepconv1`?');
  expect(new Set(await states())).toEqual(new Set(['']));
});
