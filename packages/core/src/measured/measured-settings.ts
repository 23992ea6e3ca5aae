import type { EngineCapabilities } from '../ports/engine.js';
import type { Precision, SinglePrecision } from '../spec/precision.js';

/** A setting of which `auto` comes to what is fastest here, for the work at hand. */
interface MeasuredSetting<Value extends string> {
  /** What a backend can do of it; the first is taken unless another gains enough. */
  readonly candidates: (backend: EngineCapabilities) => readonly Value[];
  /** How many times as fast another must be. */
  readonly leastGain: number;
}

/** The most exact that is fast: what a spec that names no precision is computed in. */
export const usualPrecision = ({ precisions }: Pick<EngineCapabilities, 'precisions'>): SinglePrecision =>
  precisions.includes('tensorfloat32') ? 'tensorfloat32' : 'float32';

export const measuredSettings = {
  precision: {
    candidates: (backend) => [
      usualPrecision(backend),
      ...backend.precisions.filter((each) => each === 'bfloat16'),
    ],
    // Fewer bits for less than a tenth of the time is a bad bargain, and within what measurements scatter.
    leastGain: 1.1,
  } satisfies MeasuredSetting<Precision>,
} as const;

export type MeasuredSettingName = keyof typeof measuredSettings;

/** What measured settings are during a measurement. */
export interface MeasuredValues {
  readonly precision: Precision;
}

/** What such a setting has come to, with what it rests on. Plain JSON. */
export interface TakenSetting {
  readonly setting: MeasuredSettingName;
  /** For whatever goes through this network. */
  readonly network: MeasuredNetwork;
  readonly value: Precision;
  /** By candidate, what the measured part of the work takes; none where nothing had to be measured. */
  readonly seconds: Readonly<Record<string, number>>;
  /** When, Unix time in milliseconds, and with what: library, version, device. */
  readonly measuredMs: number;
  readonly description: string;
}

export interface MeasuredNetwork {
  readonly name: string;
  readonly imageSize: number;
}

/** Of candidates in the order of preference, the one to take: the first, or the fastest if that gains enough. */
export function takeFastest<Value>(
  candidates: readonly { readonly value: Value; readonly seconds: number }[],
  leastGain: number,
): Value {
  const preferred = candidates[0]!;
  const fastest = candidates.reduce((best, each) => (each.seconds < best.seconds ? each : best));
  return preferred.seconds >= leastGain * fastest.seconds ? fastest.value : preferred.value;
}
