import type { Choice } from './offers.js';
import type { Proposal } from './propose.js';

/** What was seen and what was chosen, for programs. */
export function proposalJson(proposal: Proposal, { dryRun }: { readonly dryRun: boolean }) {
  const { seen, choice, choices, recipe, reached, machine, withinSeconds, file, manifest, text } = proposal;
  const { isFineTuned, batchSize, split, isBalanced, objective } = recipe;
  return {
    seen,
    chosen: {
      ...offered(choice),
      weights: weightsOf(reached),
      ...{ batchSize, isFineTuned, isBalanced, split: split ?? null, objective: objective ?? null },
      withinSeconds,
      measured: machine.description ?? null,
    },
    others: choices.filter((other) => other !== choice).map(offered),
    spec: file,
    manifest: manifest?.file ?? null,
    isWritten: !dryRun,
    text,
  };
}

const offered = ({ offer, isInTime }: Choice) => {
  const { network, runs, seconds, secondsRange, memoryBytes, diskBytes } = offer;
  return {
    ...{ backbone: network.name, imageSize: network.imageSize, expected: network.expected, isInTime },
    ...{ runs, seconds, secondsRange, memoryBytes, diskBytes },
  };
};

function weightsOf({ reach }: Proposal['reached']) {
  if (!reach) return { from: 'random' };
  const { provenance, licence, official } = reach.source;
  const facts = { provenance, licence, official };
  return reach.from === 'here'
    ? { from: 'here', path: reach.path, ...facts }
    : { from: 'network', address: reach.address, bytes: reach.bytes ?? null, ...facts };
}
