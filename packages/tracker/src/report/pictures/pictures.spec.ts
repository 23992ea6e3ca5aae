import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { ArtifactFolder } from '../../artifacts/artifact-folder.js';
import { drawPicture, mostPictured, type Picture } from './pictures.js';

/** As whoever looks at a journal in this folder draws it. */
async function draw({ picture, of }: Picture, journals = 'nowhere'): Promise<string | undefined> {
  const svg = await drawPicture(picture, Buffer.from(JSON.stringify(of)), journals);
  return svg && Buffer.from(svg).toString();
}
const drawConfusion = (of: Extract<Picture, { picture: 'confusion' }>['of']) =>
  draw({ picture: 'confusion', of });

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
    const of = { run: 'r', mistakes: 1, images: 3, worst: [mistake], runs: 1 };
    const mistakes = (await draw({ picture: 'mistakes', of }))!;
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
    const drawn = async (size: number) => {
      const labels = classes.slice(0, size);
      const svg = await drawConfusion({ on: 'test', images: 9, classes: labels, confusion: square(size) });
      return [...documentOf(svg!).querySelectorAll('text')].filter((text) => text.textContent === '7').length;
    };
    expect(await drawn(3)).toBe(3);
    expect(await drawn(40)).toBe(0);
    expect(
      documentOf(
        (await drawConfusion({ on: 'test', images: 9, classes, confusion: square(40) }))!,
      ).querySelectorAll('rect[fill^="rgb"]').length,
    ).toBe(40);
  });

  it('have room for their titles and for long names of classes', async () => {
    const drawn = async (classes: readonly string[]) => {
      const confusion = classes.map(() => classes.map(() => 1));
      const svg = documentOf((await drawConfusion({ on: 'test', images: 12345, classes, confusion }))!);
      const width = Number(svg.documentElement.getAttribute('width'));
      return { width, texts: [...svg.querySelectorAll('text')].map((text) => text.textContent) };
    };
    const [title, ...others] = (await drawn(['a', 'b'])).texts;
    expect((await drawn(['a', 'b'])).width).toBeGreaterThan(6.5 * title!.length);
    expect(others).toEqual(expect.arrayContaining(['a', 'b']));
    const long = await drawn(['Leucanthemum vulgare', 'a name that is longer than anyone would read', 'c']);
    expect(long.texts).toContain('Leucanthemum vulgare');
    expect(long.texts).toContain('a name that is longer t…');
    expect(long.width).toBeGreaterThan(24 + 24 * 7 + 200 + 24 * 3);
  });

  it('draw no confusion matrix of more classes than anyone can tell apart', async () => {
    const classes = Array.from({ length: mostPictured + 1 }, (_, index) => String(index));
    expect(await drawConfusion({ on: 'test', images: 1, classes, confusion: [] })).toBeUndefined();
  });

  it('draw loss and accuracy by epoch with the borders of the phases, and a gap for what is no number', async () => {
    const epoch = (step: number, phase: string, loss: number) => ({
      ...{ step, phase },
      metrics: { loss, accuracy: 0.5, val_loss: loss + 1, val_accuracy: 0.4 },
    });
    const of = [epoch(1, 'extract', 2), epoch(2, 'extract', NaN), epoch(3, 'tune', 1)];
    const svg = (await draw({ picture: 'curves', of }))!;
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

  it('have the images that lie beside the journal, and a ground in place of one that is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-pictures-'));
    const { sha256 } = await new ArtifactFolder(folder).keep(Buffer.from('a picture'));
    const mistake = { path: 'a.png', truth: 'a', predicted: 'b', probability: 0.9, wrongRuns: 1 };
    const worst = [sha256, '0'.repeat(64)].map((image) => ({ ...mistake, image }));
    const of = { run: 'r', mistakes: 2, images: 3, worst, runs: 1 };
    const svg = documentOf((await draw({ picture: 'mistakes', of }, folder))!);
    await rm(folder, { recursive: true });
    const images = [...svg.querySelectorAll('image')].map((image) => image.getAttribute('href'));
    expect(images).toEqual([`data:image/webp;base64,${Buffer.from('a picture').toString('base64')}`]);
    expect(svg.querySelectorAll('g rect').length).toBe(1);
  });

  it.each([
    ['of a kind that this Thaw does not know', 'weather', '{}'],
    ['of what is no JSON', 'curves', '<svg />'],
    ['of what no curve is drawn of', 'curves', '[{"step":1}]'],
    [
      'of an image that is none of the journal',
      'mistakes',
      '{"run":"r","mistakes":1,"images":1,"runs":1,"worst":[{"path":"a","truth":"a","predicted":"b","probability":1,"wrongRuns":1,"image":"../../secret"}]}',
    ],
  ])('are not drawn %s', async (_, kind, of) => {
    expect(await drawPicture(kind, Buffer.from(of), 'nowhere')).toBeUndefined();
  });
});
