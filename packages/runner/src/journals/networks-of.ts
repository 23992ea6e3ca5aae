import { shapeFault, shapes, type ComparedNetworks, type TrackerEvent } from '@thaw/core';
import { sayDamage } from '@thaw/locks';
import { networksName } from '../rank/networks-name.js';

const { flag, listOf, number, object, text } = shapes;

/** What a report shows of it. */
const shape = object({
  ...{ by: text, images: number },
  networks: {
    ...listOf(
      object(
        {
          ...{ name: text, imageSize: number, parameters: number, bytes: number },
          ...{ knn: number, logme: number, hscore: number },
        },
        { kept: flag },
      ),
    ),
    minItems: 1,
  },
});

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
