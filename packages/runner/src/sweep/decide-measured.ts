import {
  candidatesOf,
  gainNeeded,
  openSettings,
  secondsOfShapes,
  shapesToMeasure,
  takeFastest,
  ThawError,
  type Launcher,
  type MeasuredCandidate,
  type MeasuredQuestion,
  type MeasuredValues,
  type OnProgress,
  type OpenedBackend,
  type ShapeTimes,
  type TakenSettings,
  type WantedShape,
} from '@thaw/core';
import { keepTaken } from '@thaw/execution/calibration';
import type { PreparedSweep } from './prepare-sweep.js';
import { takenLine, unmeasuredLine, valuesLine } from './taken-line.js';

export interface DecideOptions {
  /** Opens what will compute. */
  readonly open: () => Launcher;
  readonly cacheFolder: string;
  /** Whether answers that were kept before are replaced. */
  readonly replaces: boolean;
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
  { open, cacheFolder, replaces, onProgress, onNotice, signal }: DecideOptions,
): Promise<ReadonlyMap<string, TakenSettings>> {
  const questions = loaded.measured.filter(({ taken }) => !taken).map(({ question }) => question);
  const answers = new Map<string, TakenSettings>();
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
        shapesToMeasure(plan, question, sizeOf),
      );
      if (!measured) continue;
      const [failed] = measured.failures;
      if (failed && measured.taken.candidates.length === 0) {
        answers.set(question.id, measured.taken);
        onNotice(unmeasuredLine(measured.taken, failed));
        continue;
      }
      // Who has measured meanwhile may have begun to compute.
      const kept = await keepTaken(cacheFolder, loaded.gpu, question, measured.taken, { replaces });
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
  readonly taken: TakenSettings;
  /** Why candidates could not be measured. */
  readonly failures: readonly ThawError[];
}

/** Nothing where what computes cannot measure. A candidate that fails, as one that finds no memory, is none. */
async function answer(
  question: MeasuredQuestion,
  measuring: Measuring,
  shapesOf: () => readonly WantedShape[],
): Promise<Measured | undefined> {
  const { launcher, opened, signal } = measuring;
  if (!launcher.measureShape) return undefined;
  const { network, said } = question;
  const candidates = candidatesOf(said, opened.capabilities);
  // Without a choice there is nothing to measure, and the one candidate is the answer.
  const shapes = candidates.length < 2 ? [] : shapesOf();
  const measured: MeasuredCandidate[] = [];
  const failures: ThawError[] = [];
  // One candidate after the other: on a GPU a process computes in one precision only.
  for (const values of shapes.length > 0 ? candidates : []) {
    try {
      const best = measured.length > 0 ? takeFastest(measured) : undefined;
      measured.push(await measure(question, values, shapes, measuring, best));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ThawError)) throw error;
      failures.push(error);
    }
  }
  const taken = {
    ...{ settings: openSettings(said), network, candidates: measured },
    values: measured.length > 0 ? takeFastest(measured).values : candidates[0]!,
    ...{ description: opened.description, measuredMs: Date.now() },
  };
  return { taken, failures };
}

/** Stops where it is known not to be taken, as it takes longer already than what was `best` before it. */
async function measure(
  { network, said }: MeasuredQuestion,
  values: MeasuredValues,
  shapes: readonly WantedShape[],
  { launcher, onProgress, signal }: Measuring,
  best: MeasuredCandidate | undefined,
): Promise<MeasuredCandidate> {
  const settings = openSettings(said);
  const most = best ? best.seconds / gainNeeded(best.values, values) : Infinity;
  const times: ShapeTimes[] = [];
  for (const [done, { shape }] of shapes.entries()) {
    signal.throwIfAborted();
    onProgress({
      label: `measuring ${settings.join(' and ')} ${valuesLine(settings, values)} for ${network.name}, once`,
      ...{ done, total: shapes.length, unit: 'steps' },
    });
    times.push(await launcher.measureShape!(shape, values));
    const seconds = secondsOfShapes(shapes, times, values);
    if (seconds > most && times.length < shapes.length) return { values, seconds, isAtLeast: true };
  }
  return { values, seconds: secondsOfShapes(shapes, times, values) };
}
