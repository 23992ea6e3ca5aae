import { resizeModes, type Resize } from '@thaw/core';
import { cacheFolder } from '@thaw/execution/environment';
import { decodeImage } from '@thaw/execution/images';
import { provisionMlflow } from '@thaw/tracker';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { emoji } from '../commands/thaw.fixture.js';
import { squareInPython } from './meet-the-square.js';

const side = 24;
/** Transparent around a red apple. */
const picture = join(emoji.root, '1f34e.png');
const ways: readonly Resize[] = [
  { mode: 'stretch', interpolation: 'bilinear' },
  { mode: 'crop', cropFraction: 0.75, interpolation: 'bicubic' },
  { mode: 'letterbox', colour: [1, 2, 3], interpolation: 'lanczos' },
];
expect(ways.map(({ mode }) => mode).toSorted()).toEqual(Object.keys(resizeModes).toSorted());

it('is told to people who have PIL as it is, transparency on white, but for rounding', async () => {
  const python = await provisionMlflow({ cacheFolder: cacheFolder(process.env) });
  const lines = ways.flatMap((resize) => [
    ...['image = Image.open(sys.argv[1])', ...squareInPython(resize, side)],
    'sys.stdout.buffer.write(image.tobytes())',
  ]);
  const script = ['import sys', 'from PIL import Image, ImageOps', ...lines].join('\n');
  const { stdout } = await promisify(execFile)(python, ['-c', script, picture], { encoding: 'buffer' });
  const squares = await Promise.all(ways.map((resize) => decodeImage(picture, side, { resize })));
  const expected = Buffer.concat(squares as Uint8Array[]);
  expect(stdout).toHaveLength(expected.length);
  // libvips has other weights for single pixels; on a black ground the mean is beyond 50.
  const differences = [...stdout].map((value, index) => Math.abs(value - expected[index]!));
  expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(0.5);
});
