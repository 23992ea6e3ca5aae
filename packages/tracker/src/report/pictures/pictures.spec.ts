import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { drawConfusion, drawCurves, drawMistakes } from './draw-pictures.js';

const nasty = [
  '<script>alert(1)</script>',
  '"><image href=x onerror=alert(1)>',
  '🌹 & <rose>',
  'a\u00a0b\u0007',
  'שושנה',
];
const documentOf = (svg: string) => parseHTML(svg).document;

describe('pictures for MLflow', () => {
  it.each(nasty)('write the class name %j as it is, or cut short, and do not obey it', async (name) => {
    const confusion = await drawConfusion({
      ...{ on: 'test', images: 3, classes: [name, 'b'] },
      confusion: [
        [2, 0],
        [1, 0],
      ],
    });
    const mistake = { path: name, truth: name, predicted: 'b', probability: 0.876, wrongRuns: 1 };
    const mistakes = await drawMistakes({ run: 'r', mistakes: 1, images: 3, worst: [mistake], runs: 1 });
    for (const svg of [confusion!, mistakes]) {
      expect(documentOf(svg).querySelectorAll('script, [onerror], image[href=x]').length).toBe(0);
      expect(svg).toMatch(/^<svg\s+xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(svg.match(/&(?!amp;|lt;|gt;|quot;|#\d+;)/g)).toBeNull();
    }
    const shown = name.replace('\u0007', '\ufffd');
    expect(documentOf(mistakes).querySelector('g title')!.textContent).toBe(shown);
    expect(documentOf(mistakes).documentElement.textContent).toContain('not b (88 %)');
  });

  it('count in the cells of a confusion matrix, as long as there is room', async () => {
    const classes = Array.from({ length: 40 }, (_, index) => `class ${index}`);
    const square = (size: number) =>
      classes
        .slice(0, size)
        .map((_, row) => classes.slice(0, size).map((_, column) => (row === column ? 7 : 0)));
    const draw = async (size: number) => {
      const labels = classes.slice(0, size);
      const svg = await drawConfusion({ on: 'test', images: 9, classes: labels, confusion: square(size) });
      return [...documentOf(svg!).querySelectorAll('text')].filter((text) => text.textContent === '7').length;
    };
    expect(await draw(3)).toBe(3);
    expect(await draw(40)).toBe(0);
    expect(
      documentOf(
        (await drawConfusion({ on: 'test', images: 9, classes, confusion: square(40) }))!,
      ).querySelectorAll('rect[fill^="rgb"]').length,
    ).toBe(40);
  });

  it('have room for their titles and for long names of classes', async () => {
    const draw = async (classes: readonly string[]) => {
      const confusion = classes.map(() => classes.map(() => 1));
      const svg = documentOf((await drawConfusion({ on: 'test', images: 12345, classes, confusion }))!);
      const width = Number(svg.documentElement.getAttribute('width'));
      return { width, texts: [...svg.querySelectorAll('text')].map((text) => text.textContent) };
    };
    const [title, ...others] = (await draw(['a', 'b'])).texts;
    expect((await draw(['a', 'b'])).width).toBeGreaterThan(6.5 * title!.length);
    expect(others).toEqual(expect.arrayContaining(['a', 'b']));
    const long = await draw(['Leucanthemum vulgare', 'a name that is longer than anyone would read', 'c']);
    expect(long.texts).toContain('Leucanthemum vulgare');
    expect(long.texts).toContain('a name that is longer t…');
    expect(long.width).toBeGreaterThan(24 + 24 * 7 + 200 + 24 * 3);
  });

  it('draw no confusion matrix of more classes than anyone can tell apart', async () => {
    const classes = Array.from({ length: 101 }, (_, index) => String(index));
    expect(await drawConfusion({ on: 'test', images: 1, classes, confusion: [] })).toBeUndefined();
  });

  it('draw loss and accuracy by epoch with the borders of the phases, and a gap for what is no number', async () => {
    const epoch = (step: number, phase: string, loss: number) => ({
      ...{ step, phase },
      metrics: { loss, accuracy: 0.5, val_loss: loss + 1, val_accuracy: 0.4 },
    });
    const svg = await drawCurves([epoch(1, 'extract', 2), epoch(2, 'extract', NaN), epoch(3, 'tune', 1)]);
    const texts = [...documentOf(svg).querySelectorAll('text')].map((text) => text.textContent);
    expect(texts.filter((text) => text === 'extract' || text === 'tune')).toEqual([
      'extract',
      'tune',
      'extract',
      'tune',
    ]);
    expect(documentOf(svg).querySelectorAll('circle').length).toBe(2 + 2 + 3 + 3);
    expect(svg).not.toContain('NaN');
  });
});
