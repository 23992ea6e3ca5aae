/** As notes in MLflow write numbers. */
export const short = (value: number): string => String(Number(value.toPrecision(5)));

/** As docs/tracking.md has it. */
export const named = (name: string): string =>
  ({
    objective: 'objective',
    phase: 'schedule/phase',
    learning_rate: 'schedule/learning_rate',
    epoch_seconds: 'speed/epoch_seconds',
    images_per_second: 'speed/images_per_second',
  })[name] ?? (/^(val|test)_/.test(name) ? name.replace('_', '/') : `train/${name}`);
