import { correctionBy, type BaseSpeed, type MachineSpeed } from '@thaw/core';

/** What computes, and where. Other values are another machine. */
export interface Machine {
  /** `portable`, `tensorflow`. */
  readonly engine: string;
  readonly backend: string;
  /** Library, version, device. */
  readonly description: string;
  /** Absent: the processor computes. */
  readonly device?: 'gpu';
  /** Model of the processor, and how many of its threads may be used. */
  readonly cpu: string;
  readonly threads: number;
  /** How many share it. Absent: one has it for itself. */
  readonly workers?: number;
}

/** What is known of a machine's speed. */
export interface Calibration {
  readonly machine: Machine;
  readonly speed: BaseSpeed;
  /** Whether no other work kept the machine busy while its speed was measured. */
  readonly isQuiet: boolean;
  /** By `correctionKey`, the latest ratios of true to computed time. */
  readonly ratios: Readonly<Record<string, readonly number[]>>;
  /** Of the sweep that used it last, Unix time. */
  readonly usedMs: number;
}

export const machineSpeed = ({ speed, ratios }: Calibration): MachineSpeed => ({
  ...speed,
  corrections: Object.fromEntries(Object.entries(ratios).map(([key, values]) => [key, correctionBy(values)])),
});

/** Ratios that are remembered for each key. */
const remembered = 9;

/** Adds what a sweep has seen. */
export function refine(
  calibration: Calibration,
  seen: readonly { readonly key: string; readonly ratio: number }[],
  usedMs: number,
): Calibration {
  const ratios = new Map(Object.entries(calibration.ratios));
  for (const { key, ratio } of seen) ratios.set(key, [...(ratios.get(key) ?? []), ratio].slice(-remembered));
  return { ...calibration, ratios: Object.fromEntries(ratios), usedMs };
}
