import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fitCurves, forecast, type CurveModel } from './freeze-thaw.js';

interface Reference {
  readonly forecasts: readonly {
    readonly model: CurveModel;
    readonly curve: readonly number[];
    readonly at: number;
    readonly mean: number;
    readonly deviation: number;
  }[];
  readonly fits: readonly { readonly curves: readonly (readonly number[])[]; readonly model: CurveModel }[];
}

const { forecasts, fits }: Reference = JSON.parse(
  readFileSync(new URL('freeze-thaw.reference.json', import.meta.url), 'utf8'),
);

it.each(forecasts)(
  'forecasts epoch $at of $curve.length epochs as numpy and scipy do',
  ({ model, curve, at, ...expected }) => {
    const { mean, deviation } = forecast(curve, at, model);
    expect(Math.abs(mean - expected.mean)).toBeLessThan(1e-6);
    expect(Math.abs(deviation - expected.deviation)).toBeLessThan(1e-6);
  },
);

it.each(fits)('finds the model that is likeliest by scipy: $model', ({ curves, model }) => {
  const { mean, variance, fall, ...shape } = fitCurves(curves);
  expect(shape).toEqual({
    decaying: model.decaying,
    noise: model.noise,
    alpha: model.alpha,
    beta: model.beta,
  });
  expect(mean / model.mean).toBeCloseTo(1, 6);
  expect(fall / model.fall).toBeCloseTo(1, 6);
  expect(variance / model.variance).toBeCloseTo(1, 6);
});

it('is the surer of an end the more of a curve it has seen', () => {
  const { model } = forecasts[0]!;
  const curve = [0.9, 0.6, 0.5, 0.45, 0.42, 0.41];
  const deviations = curve.map((_, index) => forecast(curve.slice(0, index + 1), 8, model).deviation);
  expect(deviations).toEqual(deviations.toSorted((a, b) => b - a));
});
