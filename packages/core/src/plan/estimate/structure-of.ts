import { canonicalJson } from '../../hash/canonical-json.js';
import { slotsOf } from '../../training/optimizers/optimizer-kinds.js';
import { featuresPass } from '../features-pass.js';
import type { Plan } from '../plan.js';
import type { Stage, TrainStage } from '../stage.js';
import type { PieceOfCode } from './stage-demand.js';

/** Structures whose graphs an engine keeps, those used last (ADR 25). */
const keptStructures = 8;

/** What the graph of a stage depends on, as far as a plan knows it; none for an index. */
function structureOf(stage: Stage, plan: Pick<Plan, 'stage'>): string | undefined {
  switch (stage.kind) {
    case 'dataset':
      return undefined;
    case 'features':
      return featuresPass(stage);
    case 'evaluate':
      return structureOf(plan.stage(stage.train)!, plan);
    case 'train':
      return structureOfTraining(stage);
  }
}

/** Rates, shares and weights are assigned to a graph, and are no part of it. */
function structureOfTraining(stage: TrainStage): string {
  const { backbone, head, dataset, inputs, trainable, phase, precision, memory, compile } = stage;
  const { batchNorm, optimizer } = phase;
  const { hidden, pool, dropout } = head;
  return canonicalJson([
    ...[backbone.name, backbone.imageSize, hidden, pool, dropout > 0, dataset, inputs, trainable],
    ...[batchNorm, optimizer.name, slotsOf(optimizer), precision, memory, compile].map(
      (each) => each ?? null,
    ),
  ]);
}

/** Of these stages, in the order in which they are computed, those for which a graph has to be loaded. */
export function loadingStages(pending: readonly Stage[], plan: Pick<Plan, 'stage'>): ReadonlySet<string> {
  const kept: string[] = [];
  const loading = new Set<string>();
  for (const stage of pending) {
    const structure = structureOf(stage, plan);
    if (structure === undefined) continue;
    const place = kept.indexOf(structure);
    if (place === -1) loading.add(stage.key);
    else kept.splice(place, 1);
    kept.push(structure);
    if (kept.length > keptStructures) kept.shift();
  }
  return loading;
}

/** Of these stages, in the order in which they are computed, what XLA has to compile: each piece of code once, as it is kept. */
export function piecesToCompile(
  pending: readonly Stage[],
  plan: Pick<Plan, 'stage'>,
  codesOf: (key: string) => readonly PieceOfCode[],
): ReadonlyMap<string, readonly PieceOfCode[]> {
  const compiled = new Set<string>();
  return new Map(
    pending.map((stage) => {
      const structure = structureOf(stage, plan);
      const pieces = codesOf(stage.key).filter(({ pass, size }) => {
        const id = `${structure} ${pass} ${size}`;
        const isNew = !compiled.has(id);
        compiled.add(id);
        return isNew;
      });
      return [stage.key, pieces] as const;
    }),
  );
}
