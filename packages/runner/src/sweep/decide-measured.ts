import {
  measuredSettings,
  secondsOfShapes,
  shapesToMeasure,
  takeFastest,
  ThawError,
  type Launcher,
  type MeasuredQuestion,
  type OnProgress,
  type OpenedBackend,
  type Precision,
  type ShapeTimes,
  type TakenSetting,
} from '@thaw/core';
import { keepTaken } from '@thaw/execution/calibration';
import type { PreparedSweep } from './prepare-sweep.js';
import { takenLine, unmeasuredLine } from './taken-line.js';

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
      const [failed] = measured.failures;
      if (failed && Object.keys(measured.taken.seconds).length === 0) {
        answers.set(question.id, measured.taken);
        onNotice(unmeasuredLine(measured.taken, failed));
        continue;
      }
      // Who has measured meanwhile may have begun to compute.
      const kept = await keepTaken(cacheFolder, loaded.gpu, question, measured.taken, { replaces: again });
      const taken = kept ?? measured.taken;
      answers.set(question.id, taken);
      onNotice(takenLine(taken));
      if (!kept) onNotice(`that cannot be kept in ${cacheFolder}, and is measured again by the next sweep`);
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

interface Measured {
  readonly taken: TakenSetting;
  /** Why candidates could not be measured. */
  readonly failures: readonly ThawError[];
}

/** Nothing where what computes cannot measure. A candidate that fails, as one that finds no memory, is none. */
async function answer(
  { setting, network }: MeasuredQuestion,
  { launcher, opened, onProgress, signal }: Measuring,
  shapesOf: () => ReturnType<typeof shapesToMeasure>,
): Promise<Measured | undefined> {
  const { candidates, leastGain } = measuredSettings[setting];
  const values = candidates(opened.capabilities);
  if (!launcher.measureShape) return undefined;
  // Without a choice there is nothing to measure, and the one value is the answer.
  const shapes = values.length < 2 ? [] : shapesOf();
  const measured: { readonly value: Precision; readonly seconds: number }[] = [];
  const failures: ThawError[] = [];
  // One candidate after the other: on a GPU a process computes in one of them only.
  for (const value of shapes.length > 0 ? values : []) {
    const times: ShapeTimes[] = [];
    try {
      for (const [done, { shape }] of shapes.entries()) {
        signal.throwIfAborted();
        onProgress({
          label: `measuring ${setting} ${value} for ${network.name}, once`,
          ...{ done, total: shapes.length, unit: 'steps' },
        });
        times.push(await launcher.measureShape(shape, { [setting]: value }));
      }
      measured.push({ value, seconds: secondsOfShapes(shapes, times) });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ThawError)) throw error;
      failures.push(error);
    }
  }
  const taken = {
    ...{ setting, network, description: opened.description, measuredMs: Date.now() },
    value: measured.length > 0 ? takeFastest(measured, leastGain) : values[0]!,
    seconds: Object.fromEntries(measured.map(({ value, seconds }) => [value, seconds])),
  };
  return { taken, failures };
}
