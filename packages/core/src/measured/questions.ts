import { canonicalJson } from '../hash/canonical-json.js';
import { shortHash } from '../hash/content-hash.js';
import { groupBy } from '../records/group-by.js';
import type { RunConfig } from '../spec/run-config.js';
import type { MeasuredNetwork, MeasuredSettingName } from './measured-settings.js';

/** What a spec leaves to measuring: one setting, for all of its runs through one network, which share what they can. */
export interface MeasuredQuestion {
  /**
   * Of the network and of what trains in it, in which batches. An answer is kept under it, so that numbers of epochs, rates,
   * heads and data change no answer, and with it every result.
   */
  readonly id: string;
  readonly setting: MeasuredSettingName;
  readonly network: MeasuredNetwork;
}

export const networkId = ({ name, imageSize }: MeasuredNetwork): string => `${name} at ${imageSize} px`;

/** Of runs that leave the setting to measuring. */
export const questionsOf = (
  setting: MeasuredSettingName,
  configs: readonly RunConfig[],
): readonly MeasuredQuestion[] =>
  [...groupBy(configs, ({ backbone }) => networkId(backbone)).values()].map((group) => {
    const { name, imageSize } = group[0]!.backbone;
    const network = { name, imageSize };
    const work = [...new Set(group.map((config) => canonicalJson(workOf(config))))].toSorted();
    return { id: shortHash({ setting, network, work }), setting, network };
  });

const workOf = ({ batchSize, memory, compile, data, phases }: RunConfig) => ({
  batchSize,
  memory,
  compile,
  augments: data.augment !== undefined && data.augment.variants === undefined,
  phases: phases.map(({ trainable, batchNorm }) => ({ trainable, batchNorm })),
});
