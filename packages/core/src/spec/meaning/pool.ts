import { listing } from '../../errors/listing.js';
import { ownPool } from '../../model/pools.js';
import { networkName } from '../screen.js';
import type { Check } from './check.js';

export const poolFits: Check = ({ backbone, head }, { networks, locate }) => {
  const network = networks.find(networkName(backbone));
  const pool = head?.pool;
  if (!network || pool === undefined || pool === 'auto') return [];
  const possible = networks.pools(network);
  if (possible.includes(pool)) return [];
  return [
    {
      code: 'THAW-SPEC-POOL',
      message: `what ${network.title} ends in cannot be pooled by ${pool}`,
      position: locate(['head', 'pool'], 'value'),
      expected: listing(['auto', ...possible], 'or'),
      found: pool,
      remedy: `leave it out for ${ownPool(network)}, as the network was trained`,
    },
  ];
};
