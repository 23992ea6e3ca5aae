import type { RunComparison } from '@thaw/tracker';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { thaw } from '../commands/thaw.fixture.js';
import type { RunRecord } from '@thaw/tracker';
import { openBrowser, setupTimeoutMs } from './browser.fixture.js';
import { fourRuns, sweepInto } from './sweeps.fixture.js';

/** What an attacker, or a bad day, might call a sweep. */
const name = `<script>alert(1)</script> "emoji" 'א' 🦊`;

let folder: string;
let store: string;
let file: string;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-report-'));
  store = join(folder, 'store');
  file = join(folder, 'report.html');
  await sweepInto(store, name, fourRuns);
  const { code, stderr } = await thaw(['report', '--store', store, '--out', file]);
  expect(code, stderr).toBe(0);
  browser = await openBrowser();
}, setupTimeoutMs);
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Everything that the page said or asked for beside itself. */
const noise: string[] = [];
let page: Page | undefined;
async function open(options: BrowserContextOptions = {}): Promise<Page> {
  page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('dialog', (dialog) => noise.push(dialog.message()));
  page.on('request', (request) => {
    const isSelf = request.url() === pathToFileURL(file).href || request.url().startsWith('data:');
    if (!isSelf) noise.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}
afterEach(async () => {
  expect(noise).toEqual([]);
  await page?.close();
  page = undefined;
});

const column = (on: Page, title: string) =>
  on.locator('table.ranking').evaluate((table, wanted) => {
    const { tHead, tBodies } = table as unknown as {
      tHead: { rows: { cells: Iterable<{ innerText: string }> }[] };
      tBodies: { rows: Iterable<{ hidden: boolean; cells: { innerText: string }[] }> }[];
    };
    const index = [...tHead.rows[0]!.cells].findIndex(({ innerText }) => innerText.trim() === wanted);
    return [...tBodies[0]!.rows].filter(({ hidden }) => !hidden).map(({ cells }) => cells[index]!.innerText);
  }, title);

describe('a report, opened from disk', () => {
  it('asks the network for nothing, and shows names as they are written', async () => {
    const on = await open();
    expect(await on.locator('h2').innerText()).toBe(name);
    expect(await on.locator('table.ranking tbody tr').count()).toBe(4);
    const headings = await on.locator('h3').allInnerTexts();
    expect(headings).toEqual([
      'Ranking',
      'Learning curves',
      'Parameters and the objective',
      'What matters',
      'What accuracy costs',
      'Confusion',
      'Worst mistakes',
      'What sharing saved',
      'Predicted and actual cost',
    ]);
  });

  it('marks where the phases begin', async () => {
    const on = await open();
    const labels = await on.locator('svg').first().locator('text').allTextContents();
    expect(labels).toEqual(expect.arrayContaining(['extract', 'fine-tune']));
  });

  it('shows the images of the worst mistakes', async () => {
    const on = await open();
    const widths = await on
      .locator('.mistakes img')
      .evaluateAll((images) =>
        images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
      );
    expect(widths.length).toBeGreaterThan(0);
    expect(Math.min(...widths)).toBeGreaterThan(0);
  });

  it('is sorted by keyboard', async () => {
    const on = await open();
    await on.getByRole('button', { name: 'dropout' }).focus();
    await on.keyboard.press('Enter');
    expect(await column(on, 'dropout')).toEqual(['0', '0', '0.5', '0.5']);
    await on.keyboard.press('Space');
    expect(await column(on, 'dropout')).toEqual(['0.5', '0.5', '0', '0']);
    const header = on.getByRole('columnheader', { name: 'dropout' });
    expect(await header.getAttribute('aria-sort')).toBe('descending');
  });

  it('is filtered by keyboard, in its charts too', async () => {
    const on = await open();
    await on.getByLabel('Filter').focus();
    await on.keyboard.type('dropout=0.5');
    expect(await column(on, 'dropout')).toEqual(['0.5', '0.5']);
    expect(await on.getByText('2 of 4 runs', { exact: true }).isVisible()).toBe(true);
    const lines = on.locator('svg').first().locator('path[data-run]');
    expect(await lines.count()).toBe(4);
    expect(await lines.locator('visible=true').count()).toBe(2);
  });

  it('highlights a run that is chosen by keyboard', async () => {
    const on = await open();
    const run = on.getByRole('button', { name: 'Highlight run' }).first();
    await run.focus();
    await on.keyboard.press('Enter');
    expect(await run.getAttribute('aria-pressed')).toBe('true');
    expect(await on.locator('path.highlighted').count()).toBeGreaterThan(1);
  });

  it.each(['light', 'dark'] as const)(
    'has text that stands out from its ground when it is %s',
    async (colorScheme) => {
      const on = await open({ colorScheme });
      const colours = await on.evaluate(() => {
        const view = globalThis as unknown as {
          document: { body: unknown; querySelector(selector: string): unknown };
          getComputedStyle(element: unknown): { color: string; backgroundColor: string };
        };
        const ground = view.getComputedStyle(view.document.body).backgroundColor;
        const inks = ['body', '.about', 'thead th'].map(
          (selector) => view.getComputedStyle(view.document.querySelector(selector)).color,
        );
        return { ground, inks };
      });
      // WCAG 2.2, level AA.
      for (const ink of colours.inks) expect(contrast(ink, colours.ground)).toBeGreaterThan(4.5);
      expect(luminance(colours.ground) < 0.5).toBe(colorScheme === 'dark');
    },
  );

  it('fits a narrow screen, and offers no filter that does nothing without its script', async () => {
    const on = await open({ viewport: { width: 400, height: 800 }, javaScriptEnabled: false });
    const width = await on
      .locator('html')
      .evaluate((html) => (html as unknown as { scrollWidth: number }).scrollWidth);
    expect(width).toBeLessThanOrEqual(400);
    expect(await on.locator('.filter').isVisible()).toBe(false);
    expect(await on.locator('table.ranking').isVisible()).toBe(true);
  });

  it('prints, without what only a screen can do', async () => {
    const on = await open();
    const pdf = await on.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
    await on.emulateMedia({ media: 'print' });
    expect(await on.getByLabel('Filter').isVisible()).toBe(false);
    expect(await on.locator('table.ranking').isVisible()).toBe(true);
  });
});

describe('thaw report', () => {
  it('says which sweeps there are when it does not find one', async () => {
    const { code, stderr } = await thaw(['report', 'nothing', '--store', store, '--out', file]);
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-COMPARE-NO-SWEEP');
    expect(stderr).toContain(name);
  });

  it('says that a store is empty', async () => {
    await mkdir(join(folder, 'none'));
    const { code, stderr } = await thaw(['report', '--store', join(folder, 'none'), '--out', file]);
    expect(code).toBe(1);
    expect(stderr).toContain('there is no sweep in this store yet');
  });

  it('makes do with what a damaged store has left', async () => {
    const copy = join(folder, 'copy.html');
    const { sweep, stages } = (await runs())[0]!;
    const empty = join(folder, 'empty');
    await sweepInto(empty, 'other', 'head.dropout: [0.1]');
    const journal = await readFile(join(store, 'journals', `${sweep}.ndjson`));
    await writeFile(join(empty, 'journals', `${sweep}.ndjson`), journal);
    expect(stages.length).toBeGreaterThan(0);
    const { code } = await thaw(['report', sweep, '--store', empty, '--out', copy]);
    expect(code).toBe(0);
    const text = await readFile(copy, 'utf8');
    expect(text).toContain('Learning curves');
    expect(text).not.toContain('Worst mistakes');
  });
});

describe('thaw compare', () => {
  it('holds two runs against each other, image by image', async () => {
    const [a, b] = (await runs()).map(({ id }) => id) as [string, string];
    const { code, stdout, stderr } = await thaw(['compare', a.slice(0, 6), b, '--store', store, '--json']);
    expect(code, stderr).toBe(0);
    const comparison = JSON.parse(stdout) as RunComparison;
    const records = await runs();
    expect(comparison).toMatchObject({ a, b, images: 48, unpaired: 0 });
    expect(comparison.metrics.accuracy.a).toBeCloseTo(Number(records[0]!.metrics['test_accuracy']), 6);
    expect(comparison.metrics.macro_f1.b).toBeCloseTo(Number(records[1]!.metrics['test_macro_f1']), 6);
    const { difference, low, high } = comparison.metrics.accuracy;
    expect(low).toBeLessThanOrEqual(difference);
    expect(high).toBeGreaterThanOrEqual(difference);
    expect((comparison.mended.length - comparison.broken.length) / 48).toBeCloseTo(difference, 6);
    expect(comparison.parameters.length).toBe(1);
  });

  it('prints the same for people', async () => {
    const [a, b] = (await runs()).map(({ id }) => id) as [string, string];
    const { stdout } = await thaw(['compare', a, b, '--store', store]);
    expect(stdout).toContain('On 48 images held out from both:');
    expect(stdout).toMatch(/accuracy .* … /);
    expect(stdout).toContain('McNemar');
  });

  it.each([
    [['compare'], 'THAW-CLI-BAD-VALUE'],
    [['compare', 'ffffffffffffff', 'eeeeeeeeeeee'], 'THAW-RUN-UNKNOWN'],
  ])('refuses %j', async (args, code) => {
    const result = await thaw([...args, '--store', store]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(code);
  });
});

const runs = async () => JSON.parse((await thaw(['runs', '--json', '--store', store])).stdout) as RunRecord[];

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = colour
    .match(/[\d.]+/g)!
    .map((each) => Number(each) / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
};
