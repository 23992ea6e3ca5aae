import type { BackboneRegistry } from '../graph/backbone.js';
import { graphCost } from '../graph/cost.js';
import type { Cut } from '../graph/cut.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import type { Preprocessing } from '../graph/preprocessing.js';
import { selectLayers } from '../graph/selectors.js';
import { contentHash } from '../hash/content-hash.js';
import { addHead, headLayersWithWeights } from '../model/head.js';
import type { BackboneConfig, HeadConfig, PhaseConfig, RunConfig } from '../spec/run-config.js';
import { weightsRecord } from '../spec/weights-record.js';
import { chooseCut, imageCut, type ChosenCut } from './choose-cut.js';
import { remember } from '../records/remember.js';
import { own } from '../records/own.js';

/** What a phase does to the graph. */
export interface PhaseModel {
  readonly trainable: readonly string[];
  /** `train` only where there is a BatchNormalization to train: elsewhere the setting changes nothing. */
  readonly batchNorm: PhaseConfig['batchNorm'];
  readonly cut: Cut;
  readonly reason: string;
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Forward operations for one image, below and above the cut. */
  readonly flopsBelow: number;
  readonly flopsAbove: number;
}

/** Answers questions about the graphs of a sweep, each once: a thousand runs share a handful of graphs. */
export class ModelCatalogue {
  readonly #backbones = new Map<string, { graph: LayerGraph; hash: string }>();
  readonly #models = new Map<string, LayerGraph>();
  readonly #phases = new Map<string, PhaseModel>();

  /** Without sharing every phase is cut at the image, as in a loop that stores nothing. */
  constructor(
    private readonly registry: BackboneRegistry,
    private readonly sharing = true,
  ) {}

  backbone({ name, imageSize, weights }: BackboneConfig): { graph: LayerGraph; hash: string } {
    const network = own(this.registry, name)!;
    const { tag, preprocessing } = weightsRecord(network, weights);
    return remember(this.#backbones, `${name} ${imageSize} ${tag}`, () => {
      const graph = network.build(imageSize);
      return { graph, hash: graphHash(graph, preprocessing) };
    });
  }

  model(backbone: BackboneConfig, head: HeadConfig, classes: number): LayerGraph {
    const id = JSON.stringify([backbone.name, backbone.imageSize, head, classes]);
    return remember(this.#models, id, () => addHead(this.backbone(backbone).graph, head, classes));
  }

  /** The cut of a phase leaves above it whatever this phase or one before it trains. */
  phase(config: RunConfig, index: number, classes: number): PhaseModel {
    const { backbone, head, phases, data } = config;
    const liveAugmentation = data.augment !== undefined && data.augment.variants === undefined;
    const schedule = phases.slice(0, index + 1).map(({ trainable, batchNorm }) => ({ trainable, batchNorm }));
    // Of dropout it matters whether there is any, so that a sweep over it asks once.
    const shape = { ...head, dropout: head.dropout > 0 };
    const id = JSON.stringify([
      backbone.name,
      backbone.imageSize,
      shape,
      classes,
      schedule,
      liveAugmentation,
    ]);
    return remember(this.#phases, id, () => {
      const model = this.model(backbone, head, classes);
      const graph = this.backbone(backbone).graph;
      const trained = schedule.map((phase) => trainedLayers(graph, model, phase));
      const { cut, reason } = this.#cut(model, new Set(trained.flat()), liveAugmentation);
      const trainable = trained.at(-1)!;
      const cost = graphCost(model, { trainable: new Set(trainable), layers: new Set(cut.above) });
      const kinds = new Map(model.layers.map((layer) => [layer.name, layer.kind]));
      const trainsBatchNorm = trainable.some((name) => kinds.get(name) === 'BatchNormalization');
      return {
        trainable,
        batchNorm: trainsBatchNorm ? 'train' : 'frozen',
        cut,
        reason,
        parameters: cost.parameters,
        trainableParameters: cost.trainableParameters,
        flopsBelow: graphCost(model).flops - cost.flops,
        flopsAbove: cost.flops,
      };
    });
  }

  #cut(model: LayerGraph, live: ReadonlySet<string>, liveAugmentation: boolean): ChosenCut {
    if (liveAugmentation) {
      const reason = 'live augmentation changes every image, so nothing below can be stored';
      return { cut: imageCut(model), reason };
    }
    if (!this.sharing)
      return { cut: imageCut(model), reason: 'nothing is shared, so only images are stored' };
    return chooseCut(model, live);
  }
}

/** What features depend on besides images and weights. */
export const graphHash = (graph: LayerGraph, preprocessing: Preprocessing): string =>
  contentHash([graph, preprocessing]);

/** Of a phase, with those of the head. */
export function trainedLayers(
  backbone: LayerGraph,
  model: LayerGraph,
  { trainable, batchNorm }: Pick<PhaseConfig, 'trainable' | 'batchNorm'>,
): readonly string[] {
  const kinds = new Map(backbone.layers.map((layer) => [layer.name, layer.kind]));
  const selected = selectLayers(backbone, trainable).filter(
    (name) => batchNorm === 'train' || kinds.get(name) !== 'BatchNormalization',
  );
  return [...selected, ...headLayersWithWeights(model)];
}
