import { canonicalJson } from '../hash/canonical-json.js';
import { shortHash } from '../hash/content-hash.js';
import { groupBy } from '../records/group-by.js';
import type { RunConfig } from '../spec/run-config.js';
import {
  measuredNames,
  type MeasuredNetwork,
  type MeasuredSettingName,
  type MeasuredValues,
} from './measured-settings.js';

/** Whose settings are measured together: runs through one network that say the same themselves. */
export interface MeasuredSubject {
  readonly network: MeasuredNetwork;
  /** Of measured settings those that runs do not leave to measuring. */
  readonly said: Partial<MeasuredValues>;
}

/** What a spec leaves to measuring: settings, for all of its runs that share what they can. */
export interface MeasuredQuestion extends MeasuredSubject {
  /**
   * Of the network and of what trains in it, in which batches. An answer is kept under it, so that numbers of epochs, rates,
   * heads and data change no answer, and with it every result.
   */
  readonly id: string;
}

/** A run that leaves something to measuring. */
export interface OpenRun {
  readonly config: RunConfig;
  readonly said: Partial<MeasuredValues>;
}

export const networkId = ({ name, imageSize }: MeasuredNetwork): string => `${name} at ${imageSize} px`;

export const subjectId = ({ network, said }: MeasuredSubject): string =>
  canonicalJson([networkId(network), said]);

/** What is left to measuring. */
export const openSettings = (said: Partial<MeasuredValues>): readonly MeasuredSettingName[] =>
  measuredNames.filter((name) => said[name] === undefined);

/** What a spec says of measured settings, or is usual where it says nothing; but for what it leaves to measuring. */
export const saidOf = (
  written: { readonly [Name in MeasuredSettingName]?: MeasuredValues[Name] | 'auto' | undefined },
  usual: MeasuredValues,
): Partial<MeasuredValues> =>
  Object.fromEntries(
    measuredNames
      .map((name) => [name, written[name] ?? usual[name]] as const)
      .filter(([, value]) => value !== 'auto'),
  );

export const questionsOf = (runs: readonly OpenRun[]): readonly MeasuredQuestion[] => {
  const subjects = runs.map(({ config, said }) => {
    const { name, imageSize } = config.backbone;
    return { network: { name, imageSize }, said, config };
  });
  return [...groupBy(subjects, subjectId).values()].map((group) => {
    const { network, said } = group[0]!;
    const work = [...new Set(group.map(({ config }) => canonicalJson(workOf(config))))].toSorted();
    return { id: shortHash({ network, said, work }), network, said };
  });
};

const workOf = ({ batchSize, memory, data, phases }: RunConfig) => ({
  batchSize,
  memory,
  augments: data.augment !== undefined && data.augment.variants === undefined,
  phases: phases.map(({ trainable, batchNorm }) => ({ trainable, batchNorm })),
});
