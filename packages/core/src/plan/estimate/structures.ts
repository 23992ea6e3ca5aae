import { slotsOf } from '../../training/optimizers/optimizer-kinds.js';
import { featuresPass } from '../features-pass.js';
import type { Plan } from '../plan.js';
import { remember } from '../../records/remember.js';
import type { Stage, TrainStage } from '../stage.js';
import { Numbers } from './numbers.js';
import type { PieceOfCode } from './stage-demand.js';

/** Structures whose graphs an engine keeps, those used last (ADR 25). */
const keptStructures = 8;

/** What the graphs of a plan's stages depend on, as far as a plan knows it, each found out once. */
export class Structures {
  readonly #trainings = new Map<string, string>();

  constructor(
    private readonly plan: Pick<Plan, 'stage'>,
    private readonly numbers = new Numbers(),
  ) {}

  /** Equal for stages of which one graph will do; none for an index. */
  of(stage: Stage): string | undefined {
    switch (stage.kind) {
      case 'dataset':
        return undefined;
      case 'features':
        return featuresPass(stage);
      case 'evaluate':
        return this.of(this.plan.stage(stage.train)!);
      case 'train':
        return remember(this.#trainings, stage.key, () => this.#ofTraining(stage));
    }
  }

  /** Rates, shares and weights are assigned to a graph, and are no part of it. */
  #ofTraining(stage: TrainStage): string {
    const { backbone, head, dataset, inputs, trainable, phase, precision, memory, compile } = stage;
    const { batchNorm, optimizer } = phase;
    const { pool, hidden, dropout } = head;
    return JSON.stringify([
      ...[backbone.name, backbone.imageSize, hidden, pool, dropout > 0, dataset],
      ...[this.numbers.of(inputs), this.numbers.of(trainable)],
      ...[batchNorm, optimizer.name, slotsOf(optimizer), precision, memory, compile],
    ]);
  }
}

/** Of these stages, in the order in which they are computed, those for which a graph has to be loaded. */
export function loadingStages(pending: readonly Stage[], structures: Structures): ReadonlySet<string> {
  const kept: string[] = [];
  const loading = new Set<string>();
  for (const stage of pending) {
    const structure = structures.of(stage);
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
  structures: Structures,
  codesOf: (key: string) => readonly PieceOfCode[],
): ReadonlyMap<string, readonly PieceOfCode[]> {
  const compiled = new Set<string>();
  return new Map(
    pending.map((stage) => {
      const pieces = codesOf(stage.key).filter(({ pass, size }) => {
        const id = `${structures.of(stage)} ${pass} ${size}`;
        const isNew = !compiled.has(id);
        compiled.add(id);
        return isNew;
      });
      return [stage.key, pieces] as const;
    }),
  );
}
