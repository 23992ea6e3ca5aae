import { didYouMean } from '../../errors/did-you-mean.js';
import { listing } from '../../errors/listing.js';
import { own } from '../../records/own.js';
import { specSchemaNode } from '../schema-node.js';
import { merge, type Report } from './merge.js';
import { isMap, within, type Piece } from './piece.js';

/** One entry of a freeze schedule, as a file has it. */
export interface PhaseEntry {
  /** None where it is missing or no text. */
  readonly name: string | undefined;
  readonly piece: Piece;
  /** It changes a phase of what is extended, or takes one away, and is none itself: `phases: { extract: … }`. */
  readonly isChange: boolean;
}

/** Phases of several files, merged; a list again once all files are. */
export class Phases {
  constructor(readonly entries: readonly PhaseEntry[]) {}
}

/** The phases of a piece, written as a list or as changes by name; undefined if it is neither. */
export function phasesOf(piece: Piece): readonly PhaseEntry[] | undefined {
  const { value } = piece;
  if (value instanceof Phases) return value.entries;
  if (Array.isArray(value)) {
    return value.map((phase, index) => ({
      name: nameOf(phase),
      piece: within(piece, [index], phase),
      isChange: false,
    }));
  }
  if (!isMap(value)) return undefined;
  return Object.entries(value).map(([name, change]) => ({
    name,
    piece: within(piece, [name], change),
    isChange: true,
  }));
}

const nameOf = (phase: unknown): string | undefined => {
  const name = isMap(phase) ? own(phase, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
};

/**
 * The base's phases in their order. Those of a list that are new stand before the next phase of the base that the list
 * names, or at the end.
 */
export function mergePhases(
  base: readonly PhaseEntry[],
  over: readonly PhaseEntry[],
  report: Report,
): readonly PhaseEntry[] {
  // What was taken away and is written anew is new.
  const isAnew = ({ name, piece }: PhaseEntry) =>
    piece.value === null && over.some((entry) => entry.name === name && !entry.isChange);
  const result = base.filter((entry) => !isAnew(entry));
  const seen = new Set<string | undefined>([undefined]);
  let fresh: PhaseEntry[] = [];
  let last = -1;
  for (const entry of over) {
    // A second phase of that name in one file is a mistake, of which the check of names tells.
    const index = seen.has(entry.name) ? -1 : result.findIndex(({ name }) => name === entry.name);
    seen.add(entry.name);
    if (index < 0) {
      fresh.push(entry);
      continue;
    }
    if (!entry.isChange && index < last) report(otherOrder(entry, result[last]!));
    result[index] = laidOver(result[index]!, entry, report);
    if (entry.isChange) continue;
    result.splice(index, 0, ...fresh);
    last = index + fresh.length;
    fresh = [];
  }
  return [...result, ...fresh];
}

function laidOver(base: PhaseEntry, over: PhaseEntry, report: Report): PhaseEntry {
  if (base.piece.value === null) return over;
  const schema = specSchemaNode.properties!['phases']!.items!;
  const piece = merge(base.piece, over.piece, schema, report);
  return { name: nameOf(piece.value) ?? base.name, piece, isChange: base.isChange && over.isChange };
}

/** As a list, once all files are merged; changes of phases that none of them has are told. */
export function phaseList(
  entries: readonly PhaseEntry[],
  around: Piece,
  report: Report,
): Piece & { readonly value: readonly unknown[] } {
  const phases = entries.filter(({ isChange, piece }) => !isChange && piece.value !== null);
  const names = phases.flatMap(({ name }) => name ?? []);
  for (const { name, piece, isChange } of entries) if (isChange) report(noSuchPhase(name!, names, piece));
  return {
    value: phases.map(({ piece }) => piece.value),
    locate: ([index, ...rest], part) =>
      (index === undefined ? undefined : phases[Number(index)]?.piece.locate(rest, part)) ??
      around.locate([], part),
  };
}

const otherOrder = ({ name, piece }: PhaseEntry, before: PhaseEntry) => ({
  code: 'THAW-SPEC-PHASE-ORDER',
  message: `the phase ${name} stands before ${before.name} in what is extended, and after it here`,
  position: piece.locate(['name'], 'value'),
  expected: 'phases in the order of what is extended',
  found: `${name} after ${before.name}`,
  remedy: `let them change places here; for another order, take ${name} away in a spec of its own (\`phases: { ${name}: null }\`), and add it to that`,
});

function noSuchPhase(name: string, names: readonly string[], { value, locate }: Piece) {
  const remedy =
    didYouMean(name, names) ??
    (value === null
      ? 'take the line away'
      : 'write phases as a list to add one: `phases: [{ name: …, epochs: … }]`');
  return {
    code: 'THAW-SPEC-UNKNOWN-PHASE',
    message: `no phase of what is extended is called ${name}`,
    position: locate([], 'key'),
    expected: names.length > 0 ? listing(names, 'or') : 'the name of a phase',
    found: JSON.stringify(name),
    remedy,
  };
}
