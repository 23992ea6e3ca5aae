import { describe, expect, it } from 'vitest';
import { modelName, modelNameFault, modelOf } from './model-name.js';

describe('the name of a model', () => {
  it.each([
    [{ path: 'flowers.keras' }, './flowers.keras'],
    [{ path: '../nets/Flowers.H5', output: 'conv5' }, '../nets/Flowers.H5#output=conv5'],
    [
      { path: '/nets/50% off #2.keras', output: 'a/b & c=d', preprocessing: 'tf' },
      '/nets/50%25 off %232.keras#output=a%2Fb%20%26%20c%3Dd&preprocessing=tf',
    ],
  ] as const)('says all that is chosen of it: %j', (said, name) => {
    expect(modelName(said)).toBe(name);
    const path = /^[./]/.test(said.path) ? said.path : `./${said.path}`;
    expect(modelOf(name)).toEqual({ ...said, path });
    expect(modelNameFault(name)).toBeUndefined();
  });

  it.each(['vgg16', './net.js', '@acme/keras', './x.keras.js', './x.safetensors#a.keras'])(
    'is not %s',
    (name) => expect(modelOf(name)).toBeUndefined(),
  );

  it.each([
    [
      './x.keras#preprocesing=tf',
      'preprocesing is nothing that can be chosen of a model: output or preprocessing',
    ],
    ['./x.keras#preprocessing=toString', 'preprocessing=toString is none of none, unit, tf, torch and caffe'],
  ])('chooses nothing that there is not: %s', (name, fault) => expect(modelNameFault(name)).toBe(fault));
});
