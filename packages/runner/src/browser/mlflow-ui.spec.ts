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
    await page.waitForTimeout(3000); await page.screenshot({ path: '/tmp/rep/u2.png' });
    // MLflow draws a chart once it is in view, one for each metric.
    await page.getByText('accuracy', { exact: true }).first().waitFor();
    await page.getByPlaceholder('Search metric charts').fill('val_accuracy');
    await page.getByText('val_accuracy', { exact: true }).first().waitFor();
    await page.getByText('dropout=0 learningRate=1e-4 (val_accuracy)').first().waitFor();
  });

  it('DEBUG', async () => {
    await page.goto(ui.address);
    const row = page.locator('.ag-row', { has: page.getByRole('link', { name: 'fine-tune', exact: true }) });
    await page.waitForTimeout(3000);
    await page.screenshot({ path: '/tmp/rep/u3.png' });
    for (const each of await page.locator('.ag-row:has-text("dropout=") .ag-selection-checkbox').all()) await each.click();
    await page.getByRole('button', { name: 'Compare', exact: true }).or(page.getByTestId('runs-compare-button')).first().click();
    await page.waitForTimeout(5000);
    console.log(page.url());
    await page.screenshot({ path: '/tmp/rep/u4.png' });
    console.log((await page.locator('body').innerText()).slice(0, 3000));
    const id = new URL(page.url().replace('#/', '')).searchParams.get('runs');
    console.log(id);
  });
});
