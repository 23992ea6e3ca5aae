import { cacheFolder } from '@thaw/execution/environment';
import { trackerUi, type TrackerUi } from '@thaw/tracker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, setupTimeoutMs } from './browser.fixture.js';
import { fourRuns, sweepInto } from './sweeps.fixture.js';

describe("two sweeps in MLflow's own UI", () => {
  let folder: string;
  let ui: TrackerUi;
  let browser: Browser;
  let page: Page;
  const stop = new AbortController();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-mlflow-ui-'));
    await sweepInto(folder, 'fine-tune', fourRuns);
    await sweepInto(folder, 'head-size', 'head.hidden: [[], [64]]');
    ui = await trackerUi({
      cacheFolder: cacheFolder(process.env),
      journalsFolder: join(folder, 'journals'),
      folder: join(folder, 'mlflow'),
      signal: stop.signal,
    });
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    page.setDefaultTimeout(30_000);
  }, setupTimeoutMs);
  /** Of the run that stands for the sweep; a model may have the same name. */
  const sweepLink = (name: string) =>
    page.locator('a[href*="/runs/"]').and(page.getByRole('link', { name, exact: true }));
  afterAll(async () => {
    await browser?.close();
    stop.abort();
    await ui?.closed;
    await rm(folder, { recursive: true, force: true });
  });

  it('opens at the printed address on the runs, one row a sweep', async () => {
    await page.goto(ui.address);
    await page.getByText('8 matching runs').waitFor();
    await sweepLink('fine-tune').waitFor();
    await sweepLink('head-size').waitFor();
    expect(page.url()).toContain('/runs?workflowType=machine_learning');
  });

  it('nests the runs under their sweep', async () => {
    const row = page.locator('.ag-row', { has: sweepLink('fine-tune') });
    await row.locator('[data-component-id*="runnamecellrenderer"]').first().click();
    await page.locator('.ag-row-level-0 a', { hasText: 'dropout=' }).nth(3).waitFor();
    expect(await page.locator('.ag-row a', { hasText: 'dropout=' }).count()).toBe(4);
  });

  it('says which images each run has seen', async () => {
    await page
      .getByText(/emoji-240 \([0-9a-f]{16}\)/)
      .first()
      .click();
    await page.getByText('3 datasets used').waitFor();
    await page.getByText('validation', { exact: true }).first().waitFor();
    await page.getByText('144', { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('draws the metrics in sections by what they are of', async () => {
    await page.goto(`${ui.address}&compareRunsMode=CHART`);
    await page.locator('.js-plotly-plot').first().waitFor();
    const sections = page.getByTestId('experiment-view-compare-runs-section-header');
    for (const section of ['final', 'schedule', 'speed', 'sweep', 'test', 'train', 'val'])
      await sections.filter({ hasText: new RegExp(`^${section}\\(\\d+\\)`) }).waitFor();
    // MLflow draws a chart once it is in view, one for each metric.
    await page.getByPlaceholder('Search metric charts').fill('val/accuracy');
    await page.getByText('val/accuracy', { exact: true }).first().waitFor();
    await page.getByText('dropout=0 learningRate=1e-4 (val/accuracy)').first().waitFor();
  });

  it('compares chosen runs by parallel coordinates', async () => {
    await page.goto(ui.address);
    const chosen = page.locator('.ag-row', { hasText: 'dropout=' }).locator('.ag-selection-checkbox');
    await chosen.nth(3).waitFor();
    for (const each of await chosen.all()) await each.click();
    await page.getByTestId('runs-compare-button').click();
    await page.getByText('Comparing 4 Runs from 1 Experiment').waitFor();
    const axes = page.locator('.js-plotly-plot .axis-title');
    await axes.nth(2).waitFor();
    expect((await axes.allTextContents()).slice(0, 2)).toEqual([
      'head.dropout',
      'phases.fine-tune.optimizer.learningRate',
    ]);
  });

  it('shows the note and the datasets of a run', async () => {
    await page
      .getByRole('link', { name: /^[0-9a-f]{32}$/ })
      .first()
      .click();
    await page.getByText('setting that differs').waitFor();
    await page.getByText('emoji-240', { exact: false }).first().waitFor();
    await page.getByText('extract 1–3, fine-tune 4–5').waitFor();
  });

  it('shows what the machine did', async () => {
    await page.getByRole('tab', { name: 'System metrics' }).click();
    await page.getByText('cpu_utilization_percentage', { exact: true }).first().waitFor();
  });

  it('shows what a run has left: its pictures', async () => {
    await page.getByRole('tab', { name: 'Artifacts' }).click();
    await page.getByText('plots', { exact: true }).click();
    for (const name of ['confusion_matrix', 'learning_curves', 'worst_mistakes']) {
      await page.getByText(`${name}.svg`, { exact: true }).click();
      await page.getByText(`plots/${name}.svg`, { exact: true }).waitFor();
      const image = page.locator('img[src^="blob:"]').first();
      await image.waitFor();
      const width = await image.evaluate(async (element) => {
        const shown = element as unknown as { naturalWidth: number; decode(): Promise<void> };
        await shown.decode();
        return shown.naturalWidth;
      });
      expect(width).toBeGreaterThan(100);
    }
  });

  it('shows its tables as tables', async () => {
    await page.getByText('tables', { exact: true }).click();
    await page.getByText('learning_curves.json', { exact: true }).click();
    await page.getByText('View as table').waitFor();
    await page.getByText('fine-tune', { exact: true }).first().waitFor();
    await page.getByText('confusion_matrix.csv').click();
    await page.getByText('true \\ predicted').first().waitFor();
  });

  it('ranks the runs on the page of their sweep, and as a table', async () => {
    await page.goto(ui.address);
    await sweepLink('fine-tune').click();
    await page.getByText('4 of 4 runs finished. Ranked by').waitFor();
    await page.getByText('sweep/best_val_accuracy').first().waitFor();
    await page.getByRole('tab', { name: 'Artifacts' }).click();
    await page.getByText('tables', { exact: true }).click();
    await page.getByText('ranking.json', { exact: true }).click();
    await page.getByText('View as table').waitFor();
    await page.getByText('dropout=0.5 learningRate=1e-4').first().waitFor();
  });
});
