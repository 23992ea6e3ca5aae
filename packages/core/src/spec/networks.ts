import type { Problem } from '../errors/problem.js';
import type { Backbone, BackboneRegistry } from '../graph/backbone.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import { checkSelector, type Selection } from '../graph/selectors.js';
import { poolsOf, type PoolName } from '../model/pools.js';
import type { Selector } from './run-config.js';
import { own } from '../records/own.js';

export interface SelectedLayers extends Selection {
  /** Whether BatchNormalization layers are all that is picked. */
  readonly onlyBatchNorm: boolean;
}

/** The backbones at hand. Remembers graphs and selections, since a thousand runs ask for a handful of them. */
export class Networks {
  readonly #graphs = new Map<string, LayerGraph>();
  readonly #pools = new Map<string, readonly PoolName[]>();
  readonly #selections = new Map<string, SelectedLayers>();

  /** `unavailable`: why backbones that could not be loaded are missing, by name. */
  constructor(
    private readonly registry: BackboneRegistry,
    private readonly unavailable: ReadonlyMap<string, Problem> = new Map(),
  ) {}

  get names(): readonly string[] {
    return Object.keys(this.registry);
  }

  find(name: string | undefined): Backbone | undefined {
    return name === undefined ? undefined : own(this.registry, name);
  }

  whyMissing(name: string): Problem | undefined {
    return this.unavailable.get(name);
  }

  select(backbone: Backbone, selector: Selector): SelectedLayers {
    const key = JSON.stringify([backbone.name, selector]);
    return remember(this.#selections, key, () => {
      const graph = this.#graphOf(backbone);
      const selection = checkSelector(graph, selector);
      const picked = new Set(selection.layers);
      const kinds = graph.layers.filter(({ name }) => picked.has(name)).map(({ kind }) => kind);
      return { ...selection, onlyBatchNorm: kinds.every((kind) => kind === 'BatchNormalization') };
    });
  }

  pools(backbone: Backbone): readonly PoolName[] {
    return remember(this.#pools, backbone.name, () => poolsOf(this.#graphOf(backbone)));
  }

  /** At its least size: layers and their names do not depend on it. */
  #graphOf(backbone: Backbone): LayerGraph {
    return remember(this.#graphs, backbone.name, () => backbone.build(backbone.minimumImageSize));
  }
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
