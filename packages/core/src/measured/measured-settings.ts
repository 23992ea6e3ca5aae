import type { EngineCapabilities } from '../ports/engine.js';
import { compilations, type Compilation } from '../spec/compilation.js';
import { precisions, type Precision, type SinglePrecision } from '../spec/precision.js';

/** A setting of which `auto` comes to what is fastest here, for the work at hand. */
interface MeasuredSetting<Value extends string> {
  /** All that it can come to. */
  readonly values: readonly Value[];
  /** What a backend can do of it; the first is taken unless another gains enough. */
  readonly candidates: (backend: EngineCapabilities) => readonly Value[];
  /** How many times as fast another must be. */
  readonly leastGain: number;
}

/** What measured settings are, all of them. */
export interface MeasuredValues {
  readonly precision: Precision;
  readonly compile: Compilation;
}

export type MeasuredSettingName = keyof MeasuredValues;

/** The most exact that is fast: what a spec that names no precision is computed in. */
export const usualPrecision = ({ precisions }: Pick<EngineCapabilities, 'precisions'>): SinglePrecision =>
  precisions.includes('tensorfloat32') ? 'tensorfloat32' : 'float32';

/** Of candidates that differ in several, those that differ in the last alone come next to each other. */
export const measuredSettings: {
  readonly [Name in MeasuredSettingName]: MeasuredSetting<MeasuredValues[Name]>;
} = {
  precision: {
    values: precisions,
    candidates: (backend) => [
      usualPrecision(backend),
      ...backend.precisions.filter((each) => each === 'bfloat16'),
    ],
    // Fewer bits for less than a tenth of the time is a bad bargain, and within what measurements scatter.
    leastGain: 1.1,
  },
  compile: {
    values: compilations,
    candidates: ({ compiles }) => (compiles ? compilations : ['off']),
    // What is compiled is rounded otherwise than all that was computed without, and compiled again by whoever lacks the code.
    leastGain: 1.1,
  },
};

export const measuredNames = Object.keys(measuredSettings) as readonly MeasuredSettingName[];

/** Of a run or a stage, where what is usual is left out. */
export const measuredValuesOf = ({
  precision = 'float32',
  compile = 'off',
}: Partial<MeasuredValues>): MeasuredValues => ({ precision, compile });

export interface MeasuredNetwork {
  readonly name: string;
  readonly imageSize: number;
}

/** Values that were measured. */
export interface MeasuredCandidate {
  readonly values: MeasuredValues;
  /** What the measured part of the work takes with them. */
  readonly seconds: number;
  /** It takes longer than that: so much was measured when it could not be taken any more. */
  readonly isAtLeast?: true;
}

/** What settings have come to, with what it rests on. Plain JSON. */
export interface TakenSettings {
  /** Those that were left to measuring. */
  readonly settings: readonly MeasuredSettingName[];
  /** For whatever goes through this network. */
  readonly network: MeasuredNetwork;
  /** Of the other settings what runs say themselves. */
  readonly values: MeasuredValues;
  /** None where nothing had to be measured. */
  readonly candidates: readonly MeasuredCandidate[];
  /** When, Unix time in milliseconds, and with what: library, version, device. */
  readonly measuredMs: number;
  readonly description: string;
}

/** Whether what goes through a network with such values does so because they were taken. */
export const hasTaken = (
  { network, values }: Pick<TakenSettings, 'network' | 'values'>,
  backbone: MeasuredNetwork,
  others: Partial<MeasuredValues>,
): boolean => {
  const found = measuredValuesOf(others);
  return (
    backbone.name === network.name &&
    backbone.imageSize === network.imageSize &&
    measuredNames.every((name) => found[name] === values[name])
  );
};

/** All values that a backend can do, in the order of preference; those that are said stay. */
export const candidatesOf = (
  said: Partial<MeasuredValues>,
  backend: EngineCapabilities,
): readonly MeasuredValues[] =>
  measuredNames.reduce<readonly Partial<MeasuredValues>[]>(
    (all, name) => {
      const own = said[name];
      const values = own === undefined ? measuredSettings[name].candidates(backend) : [own];
      return all.flatMap((others) => values.map((value) => ({ ...others, [name]: value })));
    },
    [{}],
  ) as readonly MeasuredValues[];

/** How many times as fast the others must be to be taken in place of the first. */
export const gainNeeded = (preferred: MeasuredValues, others: MeasuredValues): number =>
  Math.max(
    1,
    ...measuredNames
      .filter((name) => preferred[name] !== others[name])
      .map((name) => measuredSettings[name].leastGain),
  );

/** Of candidates in the order of preference the one to take: the first, until one gains enough over what was taken so far. */
export const takeFastest = (candidates: readonly MeasuredCandidate[]): MeasuredCandidate =>
  candidates.reduce((taken, each) =>
    taken.seconds >= gainNeeded(taken.values, each.values) * each.seconds ? each : taken,
  );
