import { digestOf, type Night } from '@thaw/core';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { reportPage } from './report-page.js';
import { gridRecords, sampleSweep } from './sample-sweep.fixture.js';

const inputs = { spec: 's1', data: 'd1', weights: 'w1', thaw: '1.0.0' };

/** The nights of November from the 1st on, with these values; none for one that failed. */
const nightsOf = (values: readonly (number | undefined)[], name = 'flowers'): readonly Night[] =>
  values.map((value, index) => ({
    ...{ spec: `${name}.yaml`, name, outcome: value === undefined ? 'failed' : 'ran' },
    dueAt: new Date(Date.UTC(2026, 10, index + 1, 1)).toISOString(),
    ...{ computed: 3, reused: 4, seconds: 5, inputs: { ...inputs, data: index < 2 ? 'd1' : name } },
    objective: { metric: 'val_accuracy', goal: 'maximize' },
    ...(value === undefined
      ? { reason: `of ${name}` }
      : {
          best: {
            ...{ run: 'r', name: '', parameters: {}, value, standardError: 0.01 },
            stage: `${index}`,
          },
        }),
  }));

async function page(nights: readonly Night[], ...others: (readonly Night[])[]) {
  const shown = [nights, ...others].map((of) => ({ spec: of[0]!.spec, standings: digestOf(of, []) }));
  const sweeps = [sampleSweep(gridRecords())];
  return parseHTML(await reportPage({ sweeps, nights: shown, version: '1.2.3', timeMs: 0 })).document;
}
const texts = (document: Awaited<ReturnType<typeof page>>, selector: string) =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent!.trim());

describe('the nights of a spec in a report', () => {
  it('have a picture with a point for each that came to a number, and marks where something changed', async () => {
    const document = await page(nightsOf([0.9, 0.91, 0.5, undefined, 0.9]));
    const svg = document.querySelector('#nights-1 svg')!;
    expect(svg.getAttribute('aria-label')).toBe('val_accuracy by night, and where something has changed');
    expect(svg.querySelectorAll('[aria-label="dot"] circle')).toHaveLength(4);
    expect(texts(document, '#nights-1 [aria-label="dot"] title').map((text) => text.slice(0, 40))).toEqual([
      '2026-11-01T01:00:00.000Z: new, 0.9000',
      '2026-11-02T01:00:00.000Z: same, 0.9100',
      '2026-11-03T01:00:00.000Z: worse, 0.5000',
      '2026-11-05T01:00:00.000Z: better, 0.9000',
    ]);
    expect(svg.textContent).toContain('data');
    expect(svg.textContent).toContain('✕');
  });

  it('are a table with the latest first: standing, result, what changed and why', async () => {
    const document = await page(nightsOf([0.9, 0.91, undefined]));
    const rows = [...document.querySelectorAll('#nights-1 tbody tr')].map((row) =>
      [...row.children].map(({ textContent }) => textContent!.trim()),
    );
    expect(rows).toEqual([
      ['2026-11-03 01:00', 'failed', '', '', 'data', '3', '4', '5.0 s', 'of flowers'],
      ['2026-11-02 01:00', 'same', '0.9100', '0.0100', '', '3', '4', '5.0 s', ''],
      ['2026-11-01 01:00', 'new', '0.9000', '0.0100', '', '3', '4', '5.0 s', ''],
    ]);
  });

  it('have each a place in the contents, under the names of their specs as they are', async () => {
    const name = '"><img src=x onerror=alert(1)>';
    const document = await page(nightsOf([0.9]), nightsOf([undefined, undefined, undefined], name));
    const links = [...document.querySelectorAll('nav[aria-label="Sweeps"] a')];
    expect(links.map((link) => [link.getAttribute('href'), link.textContent!.trim()]).slice(1)).toEqual([
      ['#nights-1', 'Nights of flowers'],
      ['#nights-2', `Nights of ${name}`],
    ]);
    expect(document.querySelectorAll('img[src=x], [onerror]')).toHaveLength(0);
    // No picture of nothing.
    expect(document.querySelector('#nights-2 svg')).toBeNull();
  });
});
