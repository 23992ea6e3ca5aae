import type { ParameterValues, Plan, Stage } from '@thaw/core';
import { groupBy, own } from '@thaw/core';

/** Stages that do the same kind of work at the same place of the tree, whatever values are swept. */
export interface PlanNode {
  readonly stages: readonly Stage[];
  /** The phase, for training stages. */
  readonly phase?: string;
  /** Swept settings, by path, in which the stages differ from one another and not only from other nodes. */
  readonly differsIn: readonly string[];
  readonly children: readonly PlanNode[];
}

/**
 * The tree of a plan: from the index to features and trainings, from a training to the next phase and to evaluations.
 * It is as large as the freeze schedule is long, however many runs there are.
 */
export function planTree({ stages, runs }: Plan): readonly PlanNode[] {
  const phases = new Map(runs.flatMap((run) => run.phases.map(({ train, name }) => [train, name] as const)));
  const parameters = new Map(runs.map(({ run }) => [run.id, run.parameters]));
  const children = new Map<string, Stage[]>();
  for (const stage of stages) {
    const parent = treeParent(stage);
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(stage);
    else children.set(parent, [stage]);
  }

  const nodesOf = (siblings: readonly Stage[], shown: ReadonlySet<string>): PlanNode[] =>
    [...groupBy(siblings, (stage) => shapeOf(stage, phases)).values()].map((alike) => {
      const differsIn = differences(alike, parameters).filter((path) => !shown.has(path));
      const phase = phases.get(alike[0]!.key);
      const below = alike.flatMap(({ key }) => children.get(key) ?? []);
      return {
        stages: alike,
        ...(phase !== undefined && { phase }),
        differsIn,
        children: nodesOf(below, new Set([...shown, ...differsIn])),
      };
    });
  return nodesOf(
    stages.filter((stage) => treeParent(stage) === undefined),
    new Set(),
  );
}

function treeParent(stage: Stage): string | undefined {
  switch (stage.kind) {
    case 'dataset':
      return undefined;
    case 'features':
      return stage.wanted[0]!.dataset;
    case 'train':
      return stage.previous?.key ?? stage.features;
    case 'evaluate':
      return stage.train;
  }
}

/** Equal for stages that one line can stand for. */
function shapeOf(stage: Stage, phases: ReadonlyMap<string, string>): string {
  switch (stage.kind) {
    case 'dataset':
      return stage.key;
    case 'features':
      return JSON.stringify([
        stage.kind,
        stage.backbone.name,
        stage.backbone.imageSize,
        stage.outputs,
        stage.wanted[0]!.copies?.variants,
      ]);
    case 'train':
      return JSON.stringify([
        stage.kind,
        stage.backbone.name,
        stage.backbone.imageSize,
        stage.inputs,
        phases.get(stage.key),
      ]);
    case 'evaluate':
      return JSON.stringify([stage.kind, stage.on]);
  }
}

/** Settings on which all runs of each stage agree, while the stages do not. */
function differences(
  stages: readonly Stage[],
  parameters: ReadonlyMap<string, ParameterValues>,
): readonly string[] {
  if (stages.length === 1) return [];
  const valuesOf = (stage: Stage, path: string) =>
    new Set(stage.runs.map((run) => JSON.stringify(own(parameters.get(run)!, path))));
  const paths = [...new Set([...parameters.values()].flatMap(Object.keys))];
  return paths.filter((path) => {
    const values = stages.map((stage) => valuesOf(stage, path));
    return values.every(({ size }) => size === 1) && new Set(values.flatMap((each) => [...each])).size > 1;
  });
}
