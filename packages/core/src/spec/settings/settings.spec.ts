import { describe, expect, it } from 'vitest';
import { base, load } from '../compose/composed.fixture.js';

/** Each setting with its value and where it is from. */
const settingsOf = (...read: Parameters<typeof load>) =>
  Object.fromEntries(
    load(...read)
      .settings()
      .map(({ path, value, position }) => [
        path,
        [value, position ? `${position.file}:${position.line}:${position.column}` : 'default'],
      ]),
  );

const spec = `extends: base.yaml
head: { dropout: 0.5 }
phases: { extract: { stop: { patience: 2 } } }
sweep: { parameters: { phases.fine-tune.optimizer.learningRate: [0.1, 0.2], loss: [{ labelSmoothing: 0.1 }] } }
tracking: { tags: { note: a } }
`;

describe('the settings of a spec', () => {
  it('are all of them, from where each is written, or with their default', () => {
    expect(
      settingsOf(
        { 'base.yaml': base, 'spec.yaml': spec },
        { overrides: ['batchSize=4', 'backbone.weights=random'] },
      ),
    ).toEqual({
      name: ['flowers', 'base.yaml:2:7'],
      seed: [42, 'default'],
      'data.root': ['images', 'base.yaml:3:15'],
      'data.split.validation': [0.25, 'base.yaml:3:44'],
      'data.split.test': [0.1, 'base.yaml:3:56'],
      'data.resize.mode': ['stretch', 'default'],
      'data.resize.interpolation': ['bilinear', 'default'],
      'data.augment.flip': ['horizontal', 'base.yaml:3:80'],
      'data.augment.rotate': [0, 'default'],
      'data.augment.shift': [0, 'default'],
      'data.augment.zoom': [0, 'default'],
      'data.augment.brightness': [0, 'default'],
      'data.augment.contrast': [0, 'default'],
      'data.maxUnreadable': [0.01, 'default'],
      'data.maxPixels': [200_000_000, 'default'],
      'backbone.name': ['tiny', 'base.yaml:4:19'],
      'backbone.weights': ['random', '--set:2:18'],
      'backbone.imageSize': [64, 'base.yaml:4:64'],
      'head.pool': ['avg', 'default'],
      'head.hidden': [[64, 32], 'base.yaml:5:17'],
      'head.dropout': [0.5, 'spec.yaml:2:18'],
      batchSize: [4, '--set:1:11'],
      'features.precision': ['float32', 'default'],
      precision: ['float32', 'default'],
      memory: ['keep', 'default'],
      compile: ['off', 'default'],
      'phases.extract.name': ['extract', 'base.yaml:7:11'],
      'phases.extract.trainable': ['none', 'default'],
      'phases.extract.batchNorm': ['frozen', 'default'],
      'phases.extract.epochs': [10, 'base.yaml:8:13'],
      'phases.extract.optimizer.name': ['adam', 'default'],
      'phases.extract.optimizer.learningRate': [0.001, 'default'],
      'phases.extract.optimizer.schedule.name': ['constant', 'default'],
      'phases.extract.optimizer.schedule.warmupEpochs': [0, 'default'],
      'phases.extract.optimizer.beta1': [0.9, 'default'],
      'phases.extract.optimizer.beta2': [0.999, 'default'],
      'phases.extract.optimizer.epsilon': [1e-7, 'default'],
      'phases.extract.stop.metric': ['val_loss', 'default'],
      'phases.extract.stop.patience': [2, 'spec.yaml:3:40'],
      'phases.extract.stop.minDelta': [0, 'default'],
      'phases.fine-tune.name': ['fine-tune', 'base.yaml:9:11'],
      'phases.fine-tune.trainable': [{ last: 2 }, 'base.yaml:10:16'],
      'phases.fine-tune.batchNorm': ['frozen', 'default'],
      'phases.fine-tune.epochs': [5, 'base.yaml:11:13'],
      'phases.fine-tune.optimizer.name': ['sgd', 'base.yaml:12:24'],
      'phases.fine-tune.optimizer.momentum': [0.9, 'base.yaml:12:39'],
      'phases.fine-tune.optimizer.nesterov': [false, 'default'],
      'phases.fine-tune.optimizer.schedule.name': ['cosine', 'base.yaml:12:54'],
      'phases.fine-tune.optimizer.schedule.minimum': [0, 'default'],
      'phases.fine-tune.optimizer.schedule.warmupEpochs': [0, 'default'],
      'sweep.method': ['grid', 'default'],
      'sweep.objective.metric': ['val_accuracy', 'default'],
      'sweep.objective.goal': ['maximize', 'default'],
      'sweep.parameters.phases.fine-tune.optimizer.learningRate': [[0.1, 0.2], 'spec.yaml:4:65'],
      'sweep.parameters.loss': [[{ labelSmoothing: 0.1 }], 'spec.yaml:4:83'],
      'tracking.experiment': ['flowers', 'default'],
      'tracking.tags.note': ['a', 'spec.yaml:5:27'],
      'tracking.model': ['best', 'default'],
    });
  });

  it('are not what differs by run, but what is written is', () => {
    const settings = settingsOf({
      'spec.yaml': base
        .replace(/backbone:.*/, 'backbone: { name: tiny, weights: random }')
        .concat(
          'sweep: { parameters: { backbone.name: [tiny, small], phases.fine-tune.optimizer.name: [sgd, adam] }}',
        ),
    });
    expect(settings['backbone.name']).toEqual(['tiny', 'spec.yaml:4:19']);
    expect(settings['phases.fine-tune.optimizer.momentum']).toEqual([0.9, 'spec.yaml:12:39']);
    expect(settings).not.toHaveProperty(['phases.fine-tune.optimizer.learningRate']);
    expect(settings['backbone.imageSize']).toEqual([64, 'default']);
  });

  it('have the settings of a random search and of nights where there are such', () => {
    const settings = settingsOf({
      'spec.yaml': `${base}sweep: { method: random, parameters: { head.dropout: { uniform: [0, 0.5] } } }\nschedule: { cron: "0 2 * * *", timeZone: UTC }\n`,
    });
    expect(settings['sweep.runs']?.[1]).toBe('default');
    expect(settings['sweep.parameters.head.dropout']).toEqual([{ uniform: [0, 0.5] }, 'spec.yaml:13:54']);
    expect(settings['schedule.catchUp']).toEqual(['one', 'default']);
  });
});
