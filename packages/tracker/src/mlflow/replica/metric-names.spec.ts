import { describe, expect, it } from 'vitest';
import { finalName, metricName, metricSplit } from './metric-names.js';

describe('the name of a metric in MLflow', () => {
  it.each([
    ['loss', 'train/loss'],
    ['accuracy', 'train/accuracy'],
    ['macro_f1', 'train/macro_f1'],
    ['val_loss', 'val/loss'],
    ['val_top_5_accuracy', 'val/top_5_accuracy'],
    ['test_accuracy', 'test/accuracy'],
    ['learning_rate', 'schedule/learning_rate'],
    ['phase', 'schedule/phase'],
    ['epoch_seconds', 'speed/epoch_seconds'],
    ['images_per_second', 'speed/images_per_second'],
    ['objective', 'objective'],
    ['val_', 'train/val_'],
  ])('puts %s under %s', (name, expected) => {
    expect(metricName(name)).toBe(expected);
  });

  it.each([
    ['loss', 'final/loss'],
    ['val_accuracy', 'final/val_accuracy'],
    ['test_accuracy', 'test/accuracy'],
    ['objective', 'objective'],
  ])('of the weights that a run ends with is another than that of %s by epoch', (name, expected) => {
    expect(finalName(name)).toBe(expected);
  });

  it.each([
    ['loss', 'train'],
    ['val_top_5_accuracy', 'val'],
    ['test_loss', 'test'],
    ['learning_rate', undefined],
    ['objective', undefined],
  ])('tells of which images %s is', (name, expected) => {
    expect(metricSplit(name)).toBe(expected);
  });
});
