import type { Backbone, BackboneRegistry } from '../graph/backbone.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import { checkSelector, type Selection } from '../graph/selectors.js';
import type { Selector } from './run-config.js';

/** The backbones at hand. Remembers graphs and selections, since a thousand runs ask for a handful of them. */
export class Networks {
  readonly #graphs = new Map<string, LayerGraph>();
  readonly #selections = new Map<string, Selection>();

  constructor(private readonly registry: BackboneRegistry) {}

  get names(): readonly string[] {
    return Object.keys(this.registry);
  }

  find(name: string | undefined): Backbone | undefined {
    return name !== undefined && Object.hasOwn(this.registry, name) ? this.registry[name] : undefined;
  }

  /** At the default size: layers and their names do not depend on it. */
  graphOf(backbone: Backbone): LayerGraph {
    return remember(this.#graphs, backbone.name, () => backbone.build(backbone.defaultImageSize));
  }

  select(backbone: Backbone, selector: Selector): Selection {
    const key = JSON.stringify([backbone.name, selector]);
    return remember(this.#selections, key, () => checkSelector(this.graphOf(backbone), selector));
  }
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
