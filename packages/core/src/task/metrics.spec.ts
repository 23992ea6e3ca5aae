import { describe, expect, it } from 'vitest';
import { goalOf, metricNames, objectives, shownMetrics, task } from './metrics.js';

describe('the metrics of the task', () => {
  it('are those that it measures, on training and on validation images', () => {
    const measured = task.measure(7);
    const outputs = Float32Array.of(0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
    measured.add(1, outputs, Int32Array.of(0), 1);
    expect(metricNames).toEqual([
      ...Object.keys(measured.result('')),
      ...Object.keys(measured.result('val_')),
    ]);
  });

  it('are better one way, whichever images they are of', () => {
    expect(['loss', 'val_loss', 'test_loss'].map(goalOf)).toEqual(Array(3).fill('minimize'));
    expect(['accuracy', 'val_top_5_accuracy', 'test_macro_f1'].map(goalOf)).toEqual(
      Array(3).fill('maximize'),
    );
  });

  it('fall if they are losses of which the task knows nothing, and rise otherwise', () => {
    expect(['center_loss', 'val_center_loss', 'learning_rate'].map(goalOf)).toEqual([
      'minimize',
      'minimize',
      'maximize',
    ]);
  });

  it('have one among them that runs are judged by', () => {
    expect(metricNames).toEqual(expect.arrayContaining([objectives.training, objectives.validation]));
  });
});

describe('shownMetrics', () => {
  it('says once which numbers stand where', () => {
    expect(shownMetrics).toEqual({
      curves: ['loss', 'accuracy'],
      epoch: ['loss', 'accuracy', 'val_loss', 'val_accuracy'],
      run: ['val_loss', 'val_accuracy', 'test_accuracy'],
      ranking: ['val_loss', 'val_accuracy', 'val_macro_f1', 'test_accuracy', 'test_macro_f1'],
      table: ['val_loss', 'val_accuracy', 'val_macro_f1', 'test_loss', 'test_accuracy', 'test_macro_f1'],
    });
  });
});
