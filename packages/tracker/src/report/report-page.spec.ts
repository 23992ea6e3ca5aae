import { readFileSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { ReportSweep } from './report-data.js';
import { reportPage } from './report-page.js';
import { gridRecords, record, sampleSweep } from './sample-sweep.fixture.js';

const page = (...sweeps: ReportSweep[]) =>
  reportPage({ sweeps, nights: [], version: '1.2.3', timeMs: Date.UTC(2026, 10, 24) });
const asset = (file: string) => readFileSync(new URL(`../../page/${file}`, import.meta.url), 'utf8');
const documentOf = (text: string) => parseHTML(text).document;

/** Names that would act if they were not escaped, or look like something else. */
const nasty = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `'; alert(1); '`,
  '</style></title><b>',
  'שושנה',
  '🌹 & <rose>',
  '&quot;onload=alert(1)',
];

describe('a report', () => {
  it('has the groups of a sweep, where it has any, and the test score of the best alone', async () => {
    const records = ['a', 'b'].flatMap((id, place) =>
      [0.7, 0.72, 0.74].map((value, part) => {
        const run = record(`${id}${part}`, { x: id }, value + place / 5);
        const group = { id, name: `x=${id}`, size: 3, part: `fold=${part}`, overlap: 0.5 };
        return { ...run, group, metrics: { ...run.metrics, test_accuracy: 0.6 + place / 10 } };
      }),
    );
    const sectionOf = async (runs: typeof records) =>
      documentOf(await page(sampleSweep(runs))).querySelector('[aria-labelledby^="groups-"]')!;
    const section = await sectionOf(records);
    const rows = [...section.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent!.trim()),
    );
    expect(rows.map(([rank, name]) => [rank, name])).toEqual([
      ['1 ≈', 'x=b'],
      ['2 ≈', 'x=a'],
    ]);
    expect(section.querySelector('p')!.textContent).toMatch(/On test images the best has test_accuracy 0\.7/);
    expect(await sectionOf([])).toBeNull();
  });

  it('draws what objectives cost of each other, with names of those on the front, as text', async () => {
    const several = (runs: ReturnType<typeof record>[]): ReportSweep => {
      const { sweep, ...rest } = sampleSweep(runs);
      const others = [{ metric: 'parameters', goal: 'minimize' }] as const;
      return { ...rest, sweep: { ...sweep, objective: { ...sweep.objective, others } } };
    };
    const runs = [
      [nasty[1]!, 0.9, 2_000_000],
      [nasty[0]!, 0.5, 20_000],
      ['dominated', 0.4, 30_000],
    ].map(([pool, value, parameters], index) => {
      const run = record(`r${index}`, { 'head.pool': String(pool) }, Number(value));
      return { ...run, metrics: { ...run.metrics, parameters: Number(parameters) } };
    });
    const document = documentOf(await page(several(runs)));
    const section = document.querySelector('[aria-labelledby^="trade-offs-"]')!;
    const names = [...section.querySelectorAll('svg text')].map(({ textContent }) => textContent);
    // By their label, which is cut where it is long.
    expect(names).toContain(`pool=${nasty[0]!.slice(0, 22)}…`);
    expect(names.some((name) => name.includes('dominated'))).toBe(false);
    expect(section.querySelectorAll('[data-run]')).toHaveLength(3);
    expect(document.querySelectorAll('script, img')).toHaveLength(1);
    const ranking = document.querySelector('[aria-labelledby^="ranking-"]')!;
    expect(ranking.querySelector('p')!.textContent.replace(/\s+/g, ' ')).toContain(
      'By Pareto fronts of val_accuracy, highest first; parameters, lowest first: nothing beats',
    );
    const cells = [...ranking.querySelectorAll('tbody tr')].map((row) =>
      row.textContent.replace(/\s+/g, ' '),
    );
    expect(cells.map((text) => [text.trim()[0], /2,000,000|20,000|30,000/.exec(text)?.[0]])).toEqual([
      ['1', '2,000,000'],
      ['1', '20,000'],
      ['2', '30,000'],
    ]);
    const one = documentOf(await page(sampleSweep(runs)));
    expect(one.querySelector('[aria-labelledby^="trade-offs-"]')).toBeNull();
  });

  it.each(nasty)('shows the name %s and does not obey it', async (name) => {
    const records = [
      record('r1', { 'head.pool': name, 'a"<b>': 1 }, 0.5),
      record('r2', { 'head.pool': 'avg' }, 0.4),
    ];
    const mistakes = {
      ...{ run: 'r1', mistakes: 1, images: 12, runs: 2 },
      worst: [{ path: name, truth: name, predicted: name, probability: 0.9, wrongRuns: 2 }],
    };
    const document = documentOf(
      await page(sampleSweep(records, { name, classes: [name, 'rose'], mistakes })),
    );
    expect(document.querySelectorAll('script').length).toBe(1);
    expect(document.querySelectorAll('style[onload], [onerror], [onload], img[src=x], b').length).toBe(0);
    expect(document.querySelector('h2')!.textContent!.trim()).toBe(name);
    expect(document.querySelector('.truth')!.textContent).toBe(name);
    expect(document.querySelector('.confusion tbody th')!.textContent).toBe(name);
    expect(document.querySelector('.ranking tbody')!.textContent).toContain(name);
  });

  it('links to nothing outside itself', async () => {
    const text = await page(sampleSweep(gridRecords()));
    expect(text.match(/\b(src|href|url)\s*[=(]\s*(?!["']?(data:|#))/g) ?? []).toEqual([]);
    const policy = documentOf(text).querySelector('meta[http-equiv]')!.getAttribute('content');
    expect(policy).toMatch(/^default-src 'none'; img-src data:; .* script-src 'sha256-/);
  });

  it('ranks by the objective, and puts runs without a number last', async () => {
    const records = [
      record('low', { seed: 1 }, 0.1),
      record('none', { seed: 2 }, 'NaN'),
      { ...record('failed', { seed: 3 }, 0.9), status: 'failed' as const, reason: 'the loss is NaN' },
      record('high', { seed: 4 }, 0.8),
    ];
    const document = documentOf(await page(sampleSweep(records)));
    const rows = [...document.querySelectorAll('.ranking tbody tr')];
    expect(rows.map((row) => row.getAttribute('data-run'))).toEqual(['high', 'low', 'none', 'failed']);
    expect(rows[3]!.textContent).toContain('failed');
  });

  it('draws a line for each run, and as many phases as there are', async () => {
    const [chart] = documentOf(await page(sampleSweep(gridRecords()))).querySelectorAll('svg');
    expect(chart!.querySelectorAll('path[data-run]').length).toBe(12);
    expect(chart!.getAttribute('aria-label')).toBe('val_accuracy of each run by epoch');
    expect(chart!.textContent).toContain('extract');
  });

  it('says when runs are too few to tell what matters', async () => {
    const two = gridRecords().slice(0, 2);
    expect(await page(sampleSweep(two))).toMatch(/2 ranked runs are too few.*at least\s+8/s);
  });

  it('leaves out what it knows nothing of', async () => {
    const bare = { ...record('r1', {}, 0.5), history: {}, stages: [] };
    const headings = [
      ...documentOf(
        await page({ ...sampleSweep([bare]), runs: [{ record: { ...bare, phases: [] } }] }),
      ).querySelectorAll('h3'),
    ];
    expect(headings.map((heading) => heading.textContent)).toEqual(['Ranking']);
  });

  it('lists the most frequent confusions where classes are too many for a table', async () => {
    const classes = Array.from({ length: 30 }, (_, index) => `class ${index}`);
    const document = documentOf(await page(sampleSweep([record('r1', {}, 0.5)], { classes })));
    expect(document.querySelector('.confusion')).toBeNull();
    expect(document.body.textContent).toContain('the most frequent confusions of 30 classes');
  });

  it('counts what sharing saved', async () => {
    const text = documentOf(await page(sampleSweep(gridRecords()))).body.textContent!.replace(/\s+/g, ' ');
    // Twelve trainings of 2 to 13 s on the same features of 10 s.
    expect(text).toContain('The runs need 24 stages, of which 13 differ');
    expect(text).toContain('in 1 min 40 s; each run by itself would have taken 3 min 30 s in all');
  });

  it('has a table of contents for several sweeps', async () => {
    const second = sampleSweep(gridRecords());
    const document = documentOf(
      await page(sampleSweep(gridRecords()), { ...second, sweep: { ...second.sweep, id: 's2' } }),
    );
    const links = [...document.querySelectorAll('nav[aria-label=Sweeps] a')].map((link) =>
      link.getAttribute('href')!,
    );
    expect(links).toEqual(['#sweep-s1', '#sweep-s2']);
    for (const link of links) expect(document.querySelector(link)).not.toBeNull();
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('begins with its title, and links to every section that it has', async () => {
    const document = documentOf(await page(sampleSweep(gridRecords())));
    expect(document.querySelectorAll('h1').length).toBe(1);
    const links = [...document.querySelectorAll('.contents a')];
    const headings = [...document.querySelectorAll('h3')];
    expect(headings.length).toBeGreaterThan(5);
    expect(links.map((link) => link.textContent)).toEqual(headings.map(({ textContent }) => textContent));
    expect(links.map((link) => link.getAttribute('href'))).toEqual(headings.map(({ id }) => `#${id}`));
  });

  it('has nothing to press that does nothing without its script', async () => {
    const document = documentOf(await page(sampleSweep(gridRecords())));
    const dead = [...document.querySelectorAll('button, input')].filter(
      (each) => !each.hasAttribute('disabled') && !each.closest('.interactive'),
    );
    expect(dead).toEqual([]);
    expect(asset('report.css')).toContain('html:not(.scripted) .interactive');
  });

  it('of many runs draws the best and turns over the table', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      record(`r${index}`, { 'head.dropout': index / 300, batchSize: 2 ** (index % 4) }, index / 300),
    );
    const document = documentOf(await page(sampleSweep(many)));
    expect(document.querySelectorAll('.ranking tbody tr').length).toBe(300);
    expect(document.querySelectorAll('.pages .next').length).toBe(1);
    const [chart] = document.querySelectorAll('svg');
    expect(chart!.querySelectorAll('path[data-run]').length).toBe(100);
    expect(document.body.textContent).toContain('Of the 300 runs the first 100 are drawn.');
    const few = documentOf(await page(sampleSweep(gridRecords())));
    expect(few.querySelector('.pages')).toBeNull();
  });

  it('holds the predicted cost against the actual one', async () => {
    const document = documentOf(await page(sampleSweep(gridRecords())));
    const section = document.querySelector('[aria-labelledby="prediction-s1"]')!;
    const cells = [...section.querySelectorAll('tbody th, tbody td')].map((cell) => cell.textContent!.trim());
    expect(cells).toEqual(['train', '12', '36 s', '24 s', '67 %']);
    const none = documentOf(await page(sampleSweep(gridRecords(), { computed: [] })));
    expect(none.querySelector('[aria-labelledby="prediction-s1"]')).toBeNull();
  });
});
