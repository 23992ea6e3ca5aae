import { networkName } from '../screen.js';
import type { Problem } from '../../errors/problem.js';
import { defaults } from '../defaults.js';
import type { Selector } from '../run-config.js';
import type { Check } from './check.js';

/** Every phase's selector, against the layers that the network really has. */
export const selectorsPickLayers: Check = ({ backbone, phases = [] }, { networks, locate }) => {
  const network = networks.find(networkName(backbone));
  if (!network) return [];
  return phases.flatMap((phase, index): Problem[] => {
    if (!phase?.trainable || phase.trainable === 'none') return [];
    const place = ['phases', index, 'trainable'];
    const { problems, onlyBatchNorm } = networks.select(network, phase.trainable as Selector);
    if (problems.length > 0) {
      return problems.map(({ keys, ...problem }) => ({
        ...problem,
        position: locate([...place, ...keys], 'value'),
      }));
    }
    if ((phase.batchNorm ?? defaults.batchNorm) === 'train' || !onlyBatchNorm) return [];
    return [
      {
        code: 'THAW-SPEC-TRAINS-NOTHING',
        message: `this trains nothing of ${network.name}`,
        position: locate(place, 'value'),
        expected: 'at least one layer whose weights may change',
        found: 'only BatchNormalization layers, which `batchNorm: frozen` keeps as they are',
        remedy: 'write `batchNorm: train` in this phase, or `trainable: none` if only the head shall train',
      },
    ];
  });
};
