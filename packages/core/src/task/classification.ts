import { ClassificationMetrics } from '../training/classification-metrics.js';
import type { Task } from './task.js';

/** One class an image. */
export const classification = {
  loss: 'categorical_crossentropy',
  metrics: {
    loss: { goal: 'minimize', shown: 'line' },
    accuracy: { goal: 'maximize', shown: 'line', isShare: true },
    top_5_accuracy: { goal: 'maximize', shown: 'curve', isShare: true },
    macro_f1: { goal: 'maximize', shown: 'table' },
  },
  objective: 'accuracy',
  measure: (classes) => new ClassificationMetrics(classes),
} as const satisfies Task;
