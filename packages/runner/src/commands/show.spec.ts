import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpec } from '../sweep/read-spec.js';
import { thaw } from './thaw.fixture.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-show-'));
  await mkdir(join(folder, 'bases'));
  await writeFile(
    join(folder, 'bases/base.yaml'),
    `data: { root: ../images, split: { validation: 0.25 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases:
  - name: extract
    epochs: 10
  - name: fine-tune
    trainable: { last: 1 }
    epochs: 3
    optimizer: { name: sgd, schedule: cosine }
tracking: { tags: { by: "\${env:BY:-nobody}", note: "costs $\${5}\\nand more" } }
`,
  );
  await writeFile(
    join(folder, 'spec.yaml'),
    'extends: bases/base.yaml\nname: shown\nphases: { extract: { epochs: 2 } }\nsweep: { parameters: { head.dropout: [0, 0.5] } }\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

const show = (...args: string[]) => thaw(['show', 'spec.yaml', ...args], { cwd: folder, env: { BY: 'me' } });

describe('thaw show', () => {
  it('prints the whole spec, each value with where it is from', async () => {
    const { code, stdout, stderr } = await show('--set', 'batchSize=8');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "name: shown                        # spec.yaml:2
      seed: 42                           # default
      data:
        root: images                     # bases/base.yaml:1
        split:
          validation: 0.25               # bases/base.yaml:1
          test: 0                        # default
        resize:
          mode: stretch                  # default
          interpolation: bilinear        # default
        maxUnreadable: 0.01              # default
        maxPixels: 200000000             # default
      backbone:
        name: mobilenetv2                # bases/base.yaml:2
        weights: random                  # bases/base.yaml:2
        imageSize: 32                    # bases/base.yaml:2
      head:
        pool: avg                        # default
        hidden: []                       # default
      loss:
        labelSmoothing: 0                # default
      batchSize: 8                       # --set
      features:
        precision: float32               # default
      precision: float32                 # default
      memory: keep                       # default
      compile: off                       # default
      phases:
        - name: extract                  # bases/base.yaml:4
          trainable: none                # default
          batchNorm: frozen              # default
          epochs: 2                      # spec.yaml:3
          optimizer:
            name: adam                   # default
            learningRate: 0.001          # default
            schedule:
              name: constant             # default
              warmupEpochs: 0            # default
            beta1: 0.9                   # default
            beta2: 0.999                 # default
            epsilon: 1e-7                # default
        - name: fine-tune                # bases/base.yaml:6
          trainable: { last: 1 }         # bases/base.yaml:7
          batchNorm: frozen              # default
          epochs: 3                      # bases/base.yaml:8
          optimizer:
            name: sgd                    # bases/base.yaml:9
            learningRate: 0.01           # default
            schedule:
              name: cosine               # bases/base.yaml:9
              warmupEpochs: 0            # default
              minimum: 0                 # default
            momentum: 0                  # default
            nesterov: false              # default
      sweep:
        method: grid                     # default
        objective:
          metric: val_accuracy           # default
          goal: maximize                 # default
        parameters:
          head.dropout: [ 0, 0.5 ]       # spec.yaml:4
      tracking:
        experiment: shown                # default
        tags:
          by: me                         # bases/base.yaml:10
          note: "costs $\${5}\\nand more"  # bases/base.yaml:10
        model: best                      # default
      "
    `);
  });

  it('prints a spec that comes to the same runs', async () => {
    const file = join(folder, 'copy.yaml');
    await writeFile(file, (await show()).stdout);
    const original = await readSpec(join(folder, 'spec.yaml'), { env: { BY: 'me' } });
    const copy = await readSpec(file);
    expect(copy.runs).toEqual(original.runs);
    expect(copy.tracking).toEqual(original.tracking);
  });

  it('prints every setting by its path for programs', async () => {
    const { stdout } = await show('--json', '--set', 'batchSize=8');
    const settings = JSON.parse(stdout) as Record<string, unknown>;
    expect(settings).toMatchObject({
      'phases.extract.epochs': { value: 2, from: 'spec.yaml:3:30' },
      'phases.fine-tune.epochs': { value: 3, from: 'bases/base.yaml:8:13' },
      'phases.fine-tune.trainable': { value: { last: 1 }, from: 'bases/base.yaml:7:16' },
      'tracking.tags.by': { value: 'me', from: 'bases/base.yaml:10:25' },
      batchSize: { value: 8, from: '--set' },
      seed: { value: 42, from: 'default' },
      'sweep.parameters.head.dropout': { value: [0, 0.5], from: 'spec.yaml:4:38' },
    });
  });

  it('refuses a spec that is wrong, where it is wrong', async () => {
    const { code, stdout } = await show('--json', '--set', 'phases.extract.epochs=0');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error', place: { file: '--set' } });
  });
});
