/**
 * Makes the pictures of docs/images anew, with the built `thaw` and a real Chromium: the report, and MLflow after
 * `thaw ui`. The sweep behind them is pictures.yaml; its store stays in .thaw/pictures, so that the next time is quick.
 *
 *     npx nx run runner:build && node tools/images/make.mjs
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const root = fileURLToPath(new URL('../..', import.meta.url));
const store = join(root, '.thaw/pictures');
const images = join(root, 'docs/images');
const thaw = [join(root, 'packages/runner/bin/thaw.js')];
const spec = join(root, 'tools/images/pictures.yaml');
const stdio = ['ignore', 'pipe', 2];
const run = (...args) => execFileSync(process.execPath, [...thaw, ...args, '--store', store], { stdio });

mkdirSync(images, { recursive: true });
run('sweep', '--spec', spec);
const report = join(store, 'report.html');
run('report', '--out', report);

const setup = join(root, 'tools/browser/setup.mjs');
const executablePath = execFileSync(process.execPath, [setup], { encoding: 'utf8', stdio }).trim();
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  for (const colorScheme of ['light', 'dark']) await reportPictures(colorScheme);
  const ui = spawn(process.execPath, [...thaw, 'ui', '--store', store], { stdio });
  try {
    await mlflowPictures(await addressOf(ui));
  } finally {
    ui.kill('SIGINT');
  }
} finally {
  await browser.close();
}

async function reportPictures(colorScheme) {
  const page = await browser.newPage({ viewport: { width: 1180, height: 980 }, colorScheme });
  await page.goto(pathToFileURL(report).href);
  await save(await page.screenshot(), `report-${colorScheme}`);
  if (colorScheme === 'light') {
    for (const [name, title] of [
      ['report-curves', 'Learning curves'],
      ['report-importance', 'What matters'],
      ['report-mistakes', 'Worst mistakes'],
    ]) {
      const section = page.getByRole('region', { name: title });
      await save(await section.screenshot(), name);
    }
  }
  await page.close();
}

/** As a person goes through it: the runs under their sweep, their charts, some of them compared, what one has left. */
async function mlflowPictures(address) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
  await page.goto(address);
  await page.getByRole('button', { name: 'Close' }).click();
  const parent = page.locator('.ag-row', { has: page.getByRole('link', { name: 'emoji', exact: true }) });
  await parent.locator('[data-component-id*="runnamecellrenderer"]').first().click();
  const children = page.locator('.ag-row', { hasText: 'dropout=' });
  await children.nth(7).waitFor();
  await settled(page);
  await save(await page.screenshot(), 'mlflow-runs');

  const boxes = await children.locator('.ag-selection-checkbox').all();
  for (const box of boxes) await box.click();
  await page.getByTestId('runs-compare-button').click();
  await page.locator('.js-plotly-plot .axis-title').nth(2).waitFor();
  await settled(page);
  await save(await page.screenshot(), 'mlflow-compare');
  await page
    .getByRole('link', { name: /^[0-9a-f]{32}$/ })
    .first()
    .click();
  await page.getByRole('tab', { name: 'Artifacts' }).click();
  await page.getByText('plots', { exact: true }).click();
  await page.getByText('worst_mistakes.svg').click();
  await page.locator('img[src^="blob:"]').first().waitFor();
  await settled(page);
  await save(await page.screenshot(), 'mlflow-artifact');

  await page.goto(`${address}&compareRunsMode=CHART`);
  await page.getByPlaceholder('Search metric charts').fill('val/');
  await page.locator('.js-plotly-plot').nth(2).waitFor();
  await settled(page);
  await save(await page.screenshot(), 'mlflow-charts');
}

/** Pictures wait for drawings that no element announces. */
function settled(page) {
  return page.waitForTimeout(1500);
}

/** With a palette, so that a picture takes some 100 kB. */
async function save(picture, name) {
  const file = join(images, `${name}.png`);
  const { size } = await sharp(picture).png({ palette: true, effort: 10 }).toFile(file);
  console.log(`${file}  ${Math.round(size / 1000)} kB`);
}

function addressOf(ui) {
  return new Promise((resolve, reject) => {
    let text = '';
    ui.stdout.on('data', (chunk) => {
      text += chunk;
      const address = /http\S+/.exec(text)?.[0];
      if (address && text.includes('\n')) resolve(address);
    });
    ui.on('exit', (code) => reject(new Error(`thaw ui ended with ${code}`)));
  });
}
