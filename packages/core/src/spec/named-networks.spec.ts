import { expect, it } from 'vitest';
import { ThawError } from '../errors/problem.js';
import { backbones as known } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';

const [tiny, small] = [known['tiny']!, known['small']!];
const backbones = { ...known, './a.keras': tiny, './b.h5': tiny, './b.h5#output=conv': small };

const load = (backbone: string, sweep = '') =>
  loadSpec(
    `
name: x
data: { root: images }
backbone: ${backbone}
phases: [{ name: a, trainable: none, epochs: 1 }]
${sweep}`,
    { file: 'x.yaml', backbones, resolvePath: (path) => `/specs/${path}` },
  );

const names = (configs: readonly { readonly backbone: { readonly name: string } }[]) =>
  configs.map(({ backbone }) => backbone.name);

it('is the network that a spec names, or those that it sweeps', () => {
  const [first, second] = Object.keys(backbones) as [string, string];
  expect(names(load(`{ name: ${first}, weights: random }`).withNetworks())).toEqual([first]);
  const sweep = `sweep: { parameters: { backbone.name: [${second}, ${first}], head.dropout: [0, 0.5] } }`;
  expect(names(load(`{ name: ${first}, weights: random }`, sweep).withNetworks())).toEqual([second, first]);
});

it('is each model that a spec sweeps, with what is chosen of it', () => {
  const models = load('{ model: a.keras }', 'sweep: { parameters: { backbone.model: [a.keras, b.h5] } }');
  expect(names(models.withNetworks())).toEqual(['/specs/./a.keras', '/specs/./b.h5']);
  expect(names(models.runs.map(({ config }) => config))).toEqual(names(models.withNetworks()));
  const whole = 'sweep: { parameters: { backbone: [tiny, { model: b.h5, output: conv }] } }';
  expect(names(load('{ name: small, weights: random }', whole).withNetworks())).toEqual([
    'tiny',
    '/specs/./b.h5#output=conv',
  ]);
});

it('is what is asked for, each at its own size unless the spec has one', () => {
  const [first, second] = Object.keys(backbones) as [string, string];
  const [config, again] = load(`{ name: ${first}, weights: random, imageSize: 96 }`).withNetworks([
    second,
    second,
  ]);
  expect(again).toBeUndefined();
  expect(config!.backbone).toMatchObject({ name: second, imageSize: 96 });
  expect(config!.data.root).toBe('/specs/images');
});

it('tells of every network that there is not, without a place in the spec', () => {
  const [first] = Object.keys(backbones) as [string];
  const ask = () => load(`{ name: ${first}, weights: random }`).withNetworks(['none', first, 'neither']);
  expect(ask).toThrow(ThawError);
  try {
    ask();
  } catch (error) {
    const { problems } = error as ThawError;
    expect(problems.map(({ code, found, position }) => [code, found, position])).toEqual([
      ['THAW-SPEC-UNKNOWN-BACKBONE', '"none"', undefined],
      ['THAW-SPEC-UNKNOWN-BACKBONE', '"neither"', undefined],
    ]);
  }
});
