import { groupBy, type LayerFacts } from '@thaw/core/graph';
import { snakeCase, splitCounter } from './layer-names.js';
import type { StoredLayer, StoredModel } from './stored-model.js';

/** Which stored layer each layer of a graph takes its weights from. */
export type Pairing = ReadonlyMap<string, StoredLayer>;

/**
 * By name. Names that Keras made up (`conv2d_4`) count up through a session, so two copies of one network differ in
 * them; only their order is compared.
 */
export function pairByName(wanted: readonly LayerFacts[], model: StoredModel): Pairing {
  const stored = new Map(model.layers.map((layer) => [layer.name, layer]));
  const pairing = new Map<string, StoredLayer>();
  const bases = new Map(wanted.map(({ layer: { kind } }) => [kind, snakeCase(kind)]));
  for (const { layer } of wanted) {
    const found = stored.get(layer.name);
    if (found && !isMadeUp(layer.name, bases.get(layer.kind)!)) pairing.set(layer.name, found);
  }
  for (const base of bases.values()) {
    const names = wanted.map(({ layer }) => layer.name).filter((name) => isMadeUp(name, base));
    const candidates = model.layers.filter(({ name }) => isMadeUp(name, base));
    candidates.sort((a, b) => splitCounter(a.name).counter - splitCounter(b.name).counter);
    names.sort((a, b) => splitCounter(a).counter - splitCounter(b).counter);
    names.forEach((name, index) => candidates[index] && pairing.set(name, candidates[index]));
  }
  return pairing;
}

/** By position, as Keras loads weights: within each class where the file counts by class, else among all layers. */
export function pairByOrder(wanted: readonly LayerFacts[], model: StoredModel): Pairing {
  const taken = new Map<string | undefined, number>();
  const pairing = new Map<string, StoredLayer>();
  const countsByClass = model.layers.some(({ className }) => className !== undefined);
  const classes = groupBy(model.layers, ({ className }) => className);
  for (const { layer } of wanted) {
    const className = countsByClass ? snakeCase(layer.kind) : undefined;
    const position = taken.get(className) ?? 0;
    const found = classes.get(className)?.[position];
    taken.set(className, position + 1);
    if (found) pairing.set(layer.name, found);
  }
  return pairing;
}

/** Stored layers between those that a pairing takes: the mark of a deeper network with the same names. */
export function layersBetween(pairing: Pairing, model: StoredModel): string[] {
  const used = new Set(pairing.values());
  return [...groupBy(model.layers, ({ className }) => className).values()].flatMap((sequence) => {
    const first = sequence.findIndex((layer) => used.has(layer));
    const last = sequence.findLastIndex((layer) => used.has(layer));
    return sequence.slice(first, last + 1).flatMap((layer) => (used.has(layer) ? [] : [layer.name]));
  });
}

const isMadeUp = (name: string, base: string): boolean =>
  name.startsWith(base) && /^(_\d+)?$/.test(name.slice(base.length));
