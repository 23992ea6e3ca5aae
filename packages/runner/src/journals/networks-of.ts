import { shapeFault, type ComparedNetworks, type TrackerEvent } from '@thaw/core';
import { sayDamage } from '@thaw/locks';
import { networksName } from '../rank/networks-name.js';

const number = { type: 'number' };

/** What a report shows of it. */
const shape = {
  type: 'object',
  required: ['by', 'images', 'networks'],
  properties: {
    by: { type: 'string' },
    images: number,
    networks: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name', 'imageSize', 'knn', 'logme', 'hscore', 'parameters', 'bytes'],
        properties: {
          ...{ name: { type: 'string' }, imageSize: number, parameters: number, bytes: number },
          ...{ knn: number, logme: number, hscore: number, kept: { type: 'boolean' } },
        },
      },
    },
  },
};

/** How networks compared, where an event tells it. One that cannot be read is passed over, which is said once. */
export function networksOf(event: TrackerEvent): ComparedNetworks | undefined {
  if (event.type !== 'artifact' || event.run !== undefined || event.path !== networksName) return undefined;
  const { content, sweep } = event;
  if (content === undefined) return undefined;
  try {
    const networks: unknown = JSON.parse(content);
    if (shapeFault(networks, shape) === undefined) return networks as ComparedNetworks;
  } catch {
    // Told below.
  }
  sayDamage(`the journaled ${networksName} of the sweep ${sweep} compares no networks and is passed over`);
  return undefined;
}
