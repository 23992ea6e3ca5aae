import { describe, expect, it } from 'vitest';
import { predictionFormats, type PredictionFormatName } from './prediction-formats.js';
import { PredictionWriter } from './prediction-writer.js';
import type { ImagePrediction } from './predictions.js';

const images: readonly ImagePrediction[] = [
  {
    path: 'photos/a, b.jpg',
    expected: 'dog',
    predictions: [
      { label: 'cat', probability: 0.75 },
      { label: 'dog', probability: 0.25 },
    ],
  },
  { path: 'bad\u001b[2J.jpg', reason: 'not an image' },
];
const of = { paths: images.map(({ path }) => path), classes: ['cat', 'dog'] };

async function written(format: PredictionFormatName, top = 2): Promise<string> {
  let text = '';
  const writer = new PredictionWriter(format, top, async (piece) => {
    text += piece;
  });
  for (const image of images) await writer.write(image, of);
  await writer.end();
  return text;
}

describe('predictions', () => {
  it('are lines for people, in columns, of which nothing moves a cursor', async () => {
    expect(await written('text')).toBe(
      'photos/a, b.jpg   cat  75.0 %  dog  25.0 %\nbad\\u001b[2J.jpg  cannot be read: not an image\n',
    );
  });

  it('are an array of JSON, an image a line', async () => {
    const text = await written('json');
    expect(JSON.parse(text)).toEqual(images);
    expect(text.split('\n')).toHaveLength(images.length + 3);
  });

  it('are a table of CSV, as wide as there are classes', async () => {
    const lines = [
      'path,label,probability,label_2,probability_2,expected,reason',
      '"photos/a, b.jpg",cat,0.75,dog,0.25,dog,',
      'bad\u001b[2J.jpg,,,,,,not an image',
    ];
    expect(await written('csv')).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(await written('csv', 9)).toBe(await written('csv'));
  });

  it('are nothing where there were none', async () => {
    for (const format of Object.keys(predictionFormats) as PredictionFormatName[]) {
      let text = '';
      await new PredictionWriter(format, 1, async (piece) => void (text += piece)).end();
      expect(text).toBe('');
    }
  });
});
