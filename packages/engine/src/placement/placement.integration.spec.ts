import { describe, expect, it } from 'vitest';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { judgePlacement } from './check-placement.js';
import { parsePlacement, readPlacement } from './read-placement.js';

const line = (name: string, op: string, device: string) =>
  `I0000 00:00:1795516721.725207    4007 placer.cc:172] ${name}(${op}) placed on: /job:localhost/replica:0/task:0/device:${device}\n`;

describe('the placement of a training step', () => {
  it('is read from TensorFlow itself, gradients included', async () => {
    const placements = await readPlacement(await sharedLibrary());
    expect(judgePlacement(placements, 'cpu')).toEqual({
      ok: true,
      detail: 'Conv2D on CPU:0, Conv2DBackpropFilter on CPU:0, Conv2DBackpropInput on CPU:0, MatMul on CPU:0',
    });
  });

  it('is bad where a GPU is there and one convolution is not on it', () => {
    const log =
      line('conv/Conv2D', 'Conv2D', 'GPU:0') +
      line('step/conv/gradient/Conv2DBackpropFilter', 'Conv2DBackpropFilter', 'CPU:0') +
      line('Const', 'Const', 'CPU:0');
    expect(judgePlacement(parsePlacement(log), 'gpu')).toMatchObject({
      ok: false,
      detail: 'Conv2D on GPU:0, Conv2DBackpropFilter on CPU:0',
    });
    expect(judgePlacement(parsePlacement(line('conv/Conv2D', 'Conv2D', 'GPU:0')), 'gpu').ok).toBe(true);
  });

  it('is bad where TensorFlow says nothing', () => {
    expect(judgePlacement([], 'cpu').ok).toBe(false);
  });
});
