import { expect, it } from 'vitest';
import type { ParameterValues } from './search.js';
import { runNames } from './run-name.js';

it.each<[ParameterValues, string]>([
  [{ 'head.dropout': 0.2, 'phases.fine-tune.optimizer.learningRate': 1e-5 }, 'dropout=0.2 learningRate=1e-5'],
  [{ 'phases.a.epochs': 1, 'phases.b.epochs': 2 }, 'a.epochs=1 b.epochs=2'],
  [{ 'backbone.name': 'tiny', 'phases.a.optimizer.name': 'sgd' }, 'backbone.name=tiny optimizer.name=sgd'],
  [{ 'phases.a.trainable': { last: 2 }, 'head.hidden': [256, 64] }, 'trainable={last:2} hidden=[256,64]'],
  [{ 'head.dropout': 0.12345678901234 }, 'dropout=0.1235'],
  [{ 'phases.a.optimizer.learningRate': 0.0000123456789 }, 'learningRate=1.235e-5'],
  [{ batchSize: 32, 'phases.a.optimizer.nesterov': true }, 'batchSize=32 nesterov=true'],
  [{}, ''],
])('names %j %s', (parameters, name) => {
  expect(runNames(Object.keys(parameters))(parameters)).toBe(name);
});

it('names nothing that a point does not have', () => {
  const paths = ['phases.a.optimizer.name', 'phases.a.optimizer.momentum'];
  expect(runNames(paths)({ 'phases.a.optimizer.name': 'adam' })).toBe('name=adam');
});
