import { trackerUi, type TrackerUi } from '@thaw/tracker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../environment/folders.js';
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
  afterAll(async () => {
    await browser?.close();
    stop.abort();
    await ui?.closed;
    await rm(folder, { recursive: true, force: true });
  });

  it('opens at the printed address on the runs, one row a sweep', async () => {
    await page.goto(ui.address);
    await page.getByText('8 matching runs').waitFor();
    await page.getByRole('link', { name: 'fine-tune', exact: true }).waitFor();
    await page.getByRole('link', { name: 'head-size', exact: true }).waitFor();
    expect(page.url()).toContain('/runs?workflowType=machine_learning');
  });

  it('nests the runs under their sweep', async () => {
    const row = page.locator('.ag-row', { has: page.getByRole('link', { name: 'fine-tune', exact: true }) });
    await row.locator('[data-component-id*="runnamecellrenderer"]').first().click();
    await page.locator('.ag-row-level-0 a', { hasText: 'dropout=' }).nth(3).waitFor();
    expect(await page.locator('.ag-row a', { hasText: 'dropout=' }).count()).toBe(4);
  });

  it('draws the metrics', async () => {
    await page.goto(`${ui.address}&compareRunsMode=CHART`);
    await page.locator('.js-plotly-plot').first().waitFor();
    // MLflow draws a chart once it is in view, one for each metric.
    await page.getByText('accuracy', { exact: true }).first().waitFor();
    await page.getByPlaceholder('Search metric charts').fill('val_accuracy');
    await page.getByText('val_accuracy', { exact: true }).first().waitFor();
    await page.getByText('dropout=0 learningRate=1e-4 (val_accuracy)').first().waitFor();
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

  it('shows what a run has left: its confusion matrix', async () => {
    await page
      .getByRole('link', { name: /^[0-9a-f]{32}$/ })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Artifacts' }).click();
    await page.getByText('confusion_matrix.csv').click();
    await page.getByText('true \\ predicted').first().waitFor();
  });
});
