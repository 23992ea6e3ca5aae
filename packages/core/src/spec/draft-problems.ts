import type { Problem } from '../errors/problem.js';
import { own } from '../records/own.js';
import type { Draft } from './draft.js';
import { meaningProblems } from './meaning/checks.js';
import type { Keys } from './keys.js';
import type { Networks } from './networks.js';
import { specSchemaNode } from './schema-node.js';
import { schemaProblems, type Finding } from './schema-problems.js';
import type { PartialSpec } from './spec.js';

/**
 * What is wrong with the points of a sweep. `spec`: what they are points of, if nothing is wrong with that by itself; `wrong`: what of it was
 * not valid.
 */
export function draftProblems(
  drafts: readonly Draft[],
  networks: Networks,
  spec: PartialSpec | undefined,
  wrong: readonly Keys[] = [],
): readonly Problem[] {
  return distinctProblems(
    drafts.flatMap((draft) => {
      const findings = spec ? changedProblems(draft, spec) : [];
      return findings.length > 0
        ? findings.map(({ problem }) => problem)
        : meaningProblems(draft.spec, { networks, locate: draft.locate, wrong });
    }),
  );
}

/** A point has nearly all in common with its spec, the lists of what is swept included. */
function changedProblems(draft: Draft, spec: PartialSpec): readonly Finding[] {
  const properties = specSchemaNode.properties!;
  return Object.entries(draft.spec).flatMap(([key, member]) =>
    member === own(spec as Record<string, unknown>, key)
      ? []
      : schemaProblems(member, own(properties, key)!, [key], draft.locate),
  );
}

/** Most mistakes are in many points of a sweep; each is told once. */
export function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  const places = problems.map((problem): [string, Problem] => {
    const { position, message } = problem;
    return [[position?.file, position?.line, position?.column, message].join(':'), problem];
  });
  return [...new Map(places).values()];
}
