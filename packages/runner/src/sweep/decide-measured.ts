import {
  measuredSettings,
  secondsOfShapes,
  shapesToMeasure,
  takeFastest,
  type Launcher,
  type MeasuredQuestion,
  type OnProgress,
  type OpenedBackend,
  type ShapeTimes,
  type TakenSetting,
} from '@thaw/core';
import { keepTaken, readTaken } from '@thaw/execution/calibration';
import type { PreparedSweep } from './prepare-sweep.js';
import { takenLine } from './taken-line.js';

export interface DecideOptions {
  /** Opens what will compute. */
  readonly open: () => Launcher;
  readonly cacheFolder: string;
  /** Decide also what was decided. */
  readonly again: boolean;
  readonly onProgress: OnProgress;
  readonly onNotice: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Decides what a sweep leaves to measuring and nobody has decided on this machine yet, by computing some steps of what it
 * will compute. Returns the answers, by question; none where there was nothing to decide.
 */
export async function decideMeasured(
  { loaded, plan, datasets }: Pick<PreparedSweep, 'loaded' | 'plan' | 'datasets'>,
  { open, cacheFolder, again, onProgress, onNotice, signal }: DecideOptions,
): Promise<ReadonlyMap<string, TakenSetting>> {
  const questions = loaded.measured.filter(({ taken }) => again || !taken).map(({ question }) => question);
  const answers = new Map<string, TakenSetting>();
  if (questions.length === 0) return answers;
  const launcher = open();
  try {
    const opened = await launcher.open();
    const sizeOf = (key: string) => {
      const { images, classes } = datasets.get(key)!;
      return { images: images.length, classes };
    };
    for (const question of questions) {
      signal.throwIfAborted();
      const measured = await answer(question, { launcher, opened, onProgress, signal }, () =>
        shapesToMeasure(plan, question.network, sizeOf),
      );
      if (!measured) continue;
      // Who has measured meanwhile may have begun to compute.
      const known = again ? undefined : await readTaken(cacheFolder, loaded.gpu, question);
      const taken = known ?? measured;
      answers.set(question.id, taken);
      onNotice(takenLine(taken));
      if (!known && !(await keepTaken(cacheFolder, loaded.gpu, question, taken)))
        onNotice(`that cannot be kept in ${cacheFolder}, and is measured again by the next sweep`);
    }
    return answers;
  } finally {
    await launcher.close();
  }
}

interface Measuring {
  readonly launcher: Launcher;
  readonly opened: OpenedBackend;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Nothing where the backend has no choice, or none that can be measured. */
async function answer(
  { setting, network }: MeasuredQuestion,
  { launcher, opened, onProgress, signal }: Measuring,
  shapesOf: () => ReturnType<typeof shapesToMeasure>,
): Promise<TakenSetting | undefined> {
  const { candidates, leastGain } = measuredSettings[setting];
  const values = candidates(opened.capabilities);
  if (values.length < 2 || !launcher.measureShape) return undefined;
  const shapes = shapesOf();
  const measured = [];
  // One candidate after the other: on a GPU a process computes in one of them only.
  for (const value of shapes.length > 0 ? values : []) {
    const times: ShapeTimes[] = [];
    for (const [done, { shape }] of shapes.entries()) {
      signal.throwIfAborted();
      onProgress({
        label: `measuring ${setting} ${value} for ${network.name}, once`,
        ...{ done, total: shapes.length, unit: 'steps' },
      });
      times.push(await launcher.measureShape(shape, { [setting]: value }));
    }
    measured.push({ value, seconds: secondsOfShapes(shapes, times) });
  }
  return {
    ...{ setting, network, description: opened.description, measuredMs: Date.now() },
    value: measured.length > 0 ? takeFastest(measured, leastGain) : values[0]!,
    seconds: Object.fromEntries(measured.map(({ value, seconds }) => [value, seconds])),
  };
}
