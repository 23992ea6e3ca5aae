import { describe, expect, it } from 'vitest';
import { base, specOf } from './compose/composed.fixture.js';
import { outlineOf } from './spec-outline.js';

describe('the outline of a spec', () => {
  it('has what its files name, as from its own folder', () => {
    const spec = specOf({
      'bases/base.yaml': base.replace('name: tiny', 'name: ./net.js'),
      'spec.yaml': 'extends: bases/base.yaml\ndata: { manifest: "${env:LABELS}" }\nseed: ${env:SEED}\n',
    });
    expect(outlineOf(spec, { outside: { env: { LABELS: 'labels.csv' } } })).toEqual({
      keys: expect.arrayContaining(['name', 'data', 'backbone', 'phases', 'seed']) as unknown,
      isBroken: false,
      name: 'flowers',
      backbones: ['./bases/net.js'],
      weightsFiles: ['bases/tiny.h5'],
      roots: ['bases/images'],
      manifests: ['labels.csv'],
    });
    expect(spec.variables).toEqual(['LABELS', 'SEED']);
  });

  it('has what is swept or set, in short or in full', () => {
    const text = `
data: photos
backbone: vgg16
sweep:
  parameters:
    backbone: [resnet50, { name: xception, weights: { file: x.h5 } }]
    backbone.weights.file: { choice: [a.h5, b.h5] }
    data: [drawings, { root: prints, manifest: prints.csv }]
`;
    expect(outlineOf(text, { overrides: ['data.manifest=all.csv'] })).toMatchObject({
      backbones: ['vgg16', 'resnet50', 'xception'],
      weightsFiles: ['x.h5', 'a.h5', 'b.h5'],
      roots: ['photos', 'drawings', 'prints'],
      manifests: ['all.csv', 'prints.csv'],
    });
  });

  it('has the models that runs may have, each as it may be chosen, and takes nothing else for one', () => {
    const text = `
backbone: { model: a.keras, preprocessing: tf }
sweep: { parameters: { backbone.model: [b.h5, run-me.js], backbone.output: [conv] } }
`;
    expect(outlineOf(text)).toMatchObject({
      backbones: ['a.keras', 'b.h5'].flatMap((file) => [
        `./${file}#preprocessing=tf`,
        `./${file}#output=conv&preprocessing=tf`,
      ]),
      weightsFiles: ['a.keras', 'b.h5'],
    });
  });

  it.each([
    ['is still being written', 'data: { root: images }\nphases: [{ name: "head\n', ['data', 'phases']],
    ['is a list', '- data\n- phases\n', []],
    ['is a template', 'data: {{ .Values.phases }}\n---\nphases: *x\n- [', ['data']],
    ['is empty', '', []],
  ])('has the keys that it begins with where it %s', (_, text, keys) => {
    expect(outlineOf(text)).toMatchObject({
      ...{ keys, backbones: [], weightsFiles: [], roots: [], manifests: [] },
    });
  });

  it('is broken where what it extends is not there', () => {
    expect(outlineOf('extends: gone.yaml\nname: roses\n')).toMatchObject({
      ...{ isBroken: true, keys: ['name'], name: 'roses' },
    });
  });
});
