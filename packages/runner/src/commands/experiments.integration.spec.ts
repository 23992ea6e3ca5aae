import { Ajv } from 'ajv';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { emoji, thaw } from './thaw.fixture.js';

const folder = fileURLToPath(new URL('../../../../experiments/', import.meta.url));
const specs = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
const schemaFile = fileURLToPath(new URL('../../../core/spec.schema.json', import.meta.url));

let store: string;
beforeAll(async () => (store = await mkdtemp(join(tmpdir(), 'thaw-experiments-'))));
afterAll(() => rm(store, { recursive: true }));

describe.each(specs)('experiments/%s', (name) => {
  const spec = join(folder, name);

  it('is valid in the eyes of an editor, which has the JSON Schema alone', async () => {
    const text = await readFile(spec, 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../packages/core/spec.schema.json');
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(await readFile(schemaFile, 'utf8')) as object,
    );
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  it('is valid without a warning, and can be planned before anything is downloaded', async () => {
    const { code, stderr, stdout } = await thaw(['plan', '--spec', spec, '--store', store, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { runs, stages } = JSON.parse(stdout) as { runs: unknown[]; stages: { cached: boolean }[] };
    expect(runs.length).toBeGreaterThan(1);
    expect(stages.every(({ cached }) => !cached)).toBe(true);
  });
});

describe('networks whose official weights cannot be had here', () => {
  it.each([
    ['vgg19.yaml', ['batchSize=16']],
    ['resnet50.yaml', [`data.manifest=${emoji.manifest}`, 'phases.fine-tune.batchNorm=train']],
  ])('run %s on drawn weights', async (name, more) => {
    const small = [
      'backbone.weights=random',
      'backbone.imageSize=32',
      'phases.extract.epochs=1',
      'phases.fine-tune.epochs=1',
      'tracking.model=none',
    ];
    const args = [...small, ...more].flatMap((setting) => ['--set', setting]);
    const { code, stderr, stdout } = await thaw([
      'sweep',
      '--spec',
      join(folder, name),
      '--store',
      store,
      ...args,
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/rank +run/);
  });
});

it('sweeps over networks and over what thaws, and shares what is equal', async () => {
  const sets = [
    'backbone.weights=random',
    'backbone.imageSize=32',
    'phases.extract.epochs=1',
    'tracking.model=none',
    'sweep.parameters={backbone.name: [efficientnet-lite0, mobilenetv2], phases.extract.trainable: [none, {last: 1}]}',
  ].flatMap((setting) => ['--set', setting]);
  const args = ['--spec', join(folder, 'quickstart.yaml'), '--store', store, ...sets];
  const { stdout } = await thaw(['plan', '--json', ...args]);
  const { stages } = JSON.parse(stdout) as { stages: { kind: string }[] };
  const count = (kind: string) => stages.filter((stage) => stage.kind === kind).length;
  // At 32 pixels what lies below a network's last block is smaller than its pooled features, so both depths store it.
  expect({ dataset: count('dataset'), features: count('features'), train: count('train') }).toEqual({
    dataset: 1,
    features: 2,
    train: 4,
  });
  const swept = await thaw(['sweep', ...args]);
  expect(swept.code, swept.stderr).toBe(0);
  expect(swept.stderr).toContain('4 finished');
});
