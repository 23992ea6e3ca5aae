import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';

const load = (resize: string, sweep = '{ head.dropout: [0] }') =>
  loadSpec(
    `{ name: x, data: { root: images, resize: ${resize} }, backbone: tiny, phases: [{ name: a, epochs: 1 }], sweep: { parameters: ${sweep} } }`,
    { file: 'x.yaml', backbones, resolvePath: (path) => `/${path}` },
  );
const messagesOf = ({ warnings }: ReturnType<typeof load>) => warnings.map(({ message }) => message);

describe('data.resize of a spec', () => {
  it('is swept by its mode or as a whole', () => {
    const byMode = load('auto', '{ data.resize.mode: [stretch, crop, letterbox] }');
    const whole = load('crop', '{ data.resize: [{ mode: stretch }, crop, letterbox] }');
    for (const { runs, warnings } of [byMode, whole]) {
      const modes = runs.map(({ config }) => config.data.resize?.mode);
      expect(modes).toEqual([undefined, 'crop', 'letterbox']);
      expect(warnings).toEqual([]);
    }
    expect(byMode.runs.map(({ id }) => id)).toEqual(whole.runs.map(({ id }) => id));
  });

  it('warns of settings that a mode does not use, but for those that another run uses', () => {
    const written = '{ mode: stretch, cropFraction: 0.9 }';
    expect(messagesOf(load(written))).toEqual(['cropFraction has no effect: stretch does not use it']);
    expect(messagesOf(load(written, '{ data.resize.mode: [stretch, crop] }'))).toEqual([]);
    expect(messagesOf(load('{ mode: auto, interpolation: bicubic }'))).toEqual([
      'interpolation has no effect: auto takes what the network was trained with',
    ]);
  });
});
