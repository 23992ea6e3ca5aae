import { listing } from '@thaw/core';
import { show } from '../contract/expectation.js';
import { countedNames, snakeCase } from '../weights/layer-names.js';
import { deepestNesting } from '../weights/keras/nesting.js';
import { callOf, endsOf, type Call, type Constant } from './inbound.js';
import { isModel, layersOf, nameOf, type SavedLayer } from './saved-model.js';

/** One layer of a model in which no models lie any more. */
export interface FlatLayer {
  /** Its own, or, where others have the same, with those of the models around it: `encoder/conv`. */
  readonly name: string;
  readonly saved: SavedLayer;
  /** Names of flat layers. */
  readonly inputs: readonly string[];
  /** What an operation takes beside them. */
  readonly constant?: Constant;
  readonly index?: Call['index'];
  /** Where its weights lie in a file of Keras 3: `layers/functional/layers/conv2d`. */
  readonly path: string;
  /** Where they lie in one of Keras 2, by the outermost layer that it is in: `encoder/conv`. */
  readonly legacyPath: string;
}

export interface FlatModel {
  /** The input comes first, and each layer after those that it takes. */
  readonly layers: readonly FlatLayer[];
  readonly output: string;
  readonly inputShape: unknown;
  readonly findings: readonly Finding[];
}

/** What is wrong, and with which layer; none: with the model. */
export interface Finding {
  readonly layer?: string;
  readonly says: string;
}

/** Twice as many as the largest network of Keras Applications has. */
const mostLayers = 2500;

/** A layer as it is called inside of its model. */
interface Member {
  readonly name: string;
  readonly saved: SavedLayer;
  readonly path: string;
}

/** Lays a model out in one list. It is walked from its output, so what does not lead there is left out. */
export function flattenModel(model: SavedLayer): FlatModel {
  const counts = namesIn(model);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total > mostLayers) {
    const says = `has ${total} layers, more than ${mostLayers}`;
    return { layers: [], output: '', inputShape: undefined, findings: [{ says }] };
  }
  const flattening = new Flattening(counts);
  const { output, inputShape } = flattening.add(model, { path: '', outer: [], images: undefined });
  return { layers: flattening.layers, output, inputShape, findings: flattening.findings };
}

/** A model as far as one of its layers; all of it where there is no such layer. What follows may be of any class, and called in any way. */
export function upTo(model: FlatModel, output: string): FlatModel {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  if (!byName.has(output)) return model;
  const kept = new Set([output]);
  for (const name of kept) for (const input of byName.get(name)?.inputs ?? []) kept.add(input);
  return {
    ...model,
    output,
    layers: model.layers.filter(({ name }) => kept.has(name)),
    findings: model.findings.filter(({ layer }) => layer === undefined || kept.has(layer)),
  };
}

interface Place {
  readonly path: string;
  /** The models around it, without the outermost. */
  readonly outer: readonly string[];
  /** The flat layer that it takes its input from; none: it is the outermost. */
  readonly images: string | undefined;
}

class Flattening {
  readonly layers: FlatLayer[] = [];
  readonly findings: Finding[] = [];

  constructor(private readonly counts: ReadonlyMap<string, number>) {}

  add(model: SavedLayer, place: Place): { output: string; inputShape: unknown } {
    const members = membersOf(model, place.path);
    const says = (says: string) => this.findings.push({ ...labelled(place.outer.join('/')), says });
    if (place.outer.length > deepestNesting) says(`models in models, more than ${deepestNesting} deep`);
    else if (model.class_name === 'Sequential') return this.#addChain(model, members, place);
    else return this.#addGraph(model, members, place, says);
    return { output: '', inputShape: undefined };
  }

  #addChain(model: SavedLayer, members: readonly Member[], place: Place) {
    const [first, ...others] = members;
    const begins = first?.saved.class_name === 'InputLayer';
    const inputShape = begins
      ? shapeOf(first.saved)
      : (model.config['build_input_shape'] ??
        model.build_config?.input_shape ??
        (first && shapeOf(first.saved)));
    let output = place.images ?? this.#addImages(begins ? first.name : 'input_layer');
    for (const member of begins ? others : members)
      output = this.#addMember(member, { inputs: [output] }, place);
    return { output, inputShape };
  }

  #addGraph(model: SavedLayer, members: readonly Member[], place: Place, says: (says: string) => void) {
    const inputs = endsOf(model.config['input_layers']);
    const outputs = endsOf(model.config['output_layers']);
    for (const [ends, which] of [
      [inputs, 'input'],
      [outputs, 'output'],
    ] as const) {
      const names = listing(
        ends.flatMap(({ name }) => name ?? []),
        'and',
        4,
      );
      if (ends.length !== 1) says(`has ${ends.length} ${which}s, ${names}: a backbone has one`);
      for (const { finding } of ends) if (finding !== undefined) says(finding);
    }
    const byName = new Map(members.map((member) => [member.name, member]));
    const image = byName.get(inputs[0]?.name ?? '');
    const output = outputs[0]?.name ?? '';
    const done = new Map<string, string | undefined>();
    const calls = new Map<string, Taken>();
    // By hand, since a long network takes more calls in calls than there may be.
    const pending = [output];
    while (pending.length > 0) {
      const name = pending.at(-1)!;
      const member = byName.get(name);
      if (member && member !== image && !calls.has(name)) {
        const taken = this.#takenBy(member, place);
        calls.set(name, taken);
        pending.push(...taken.inputs.filter((input) => !done.has(input)).toReversed());
        continue;
      }
      pending.pop();
      if (done.has(name)) continue;
      done.set(name, undefined);
      if (!member) says(`there is no layer ${show(name)}`);
      else if (member === image) done.set(name, place.images ?? this.#addImages(name));
      else if (member.saved.class_name === 'InputLayer') says(`${name} is one more input`);
      else if (calls.get(name)!.inputs.some((input) => !done.has(input) || input === name))
        says(`${name} takes what is made of its own output`);
      else {
        const { inputs, ...taken } = calls.get(name)!;
        const given = inputs.flatMap((input) => done.get(input) ?? []);
        done.set(name, this.#addMember(member, { inputs: given, ...taken }, place));
      }
    }
    return { output: done.get(output) ?? '', inputShape: image && shapeOf(image.saved) };
  }

  #takenBy({ name, saved }: Member, { outer }: Place): Taken {
    const { findings, ...taken } = callOf(saved.inbound_nodes);
    const layer = this.#nameOf(name, outer);
    for (const says of findings) this.findings.push({ layer, says });
    return taken;
  }

  #addImages(name: string): string {
    const saved = { class_name: 'InputLayer', config: {} };
    this.layers.push({ name, saved, inputs: [], path: '', legacyPath: '' });
    return name;
  }

  #addMember({ name, saved, path }: Member, taken: Taken, { outer }: Place): string {
    const flat = this.#nameOf(name, outer);
    if (isModel(saved)) {
      const [images] = taken.inputs;
      const count = taken.inputs.length + (taken.constant ? 1 : 0) + (taken.index ? 1 : 0);
      if (count !== 1) this.findings.push({ layer: flat, says: `a model with ${count} inputs` });
      return this.add(saved, { path: `${path}/`, outer: [...outer, name], images: images ?? '' }).output;
    }
    const legacyPath = `${outer[0] ?? name}/${name}`;
    this.layers.push({ name: flat, saved, ...taken, path, legacyPath });
    return flat;
  }

  #nameOf(name: string, outer: readonly string[]): string {
    return (this.counts.get(name) ?? 0) > 1 ? [...outer, name].join('/') : name;
  }
}

/** What a layer takes. */
type Taken = Omit<Call, 'findings'>;

const labelled = (layer: string) => (layer === '' ? {} : { layer });

/** The layers of a model, by their own names, with the paths that Keras gives them by class. */
function membersOf(model: SavedLayer, path: string): readonly Member[] {
  const layers = layersOf(model);
  const keys = countedNames(layers.map((layer) => snakeCase(layer.class_name)));
  return layers.map((saved, index) => ({
    saved,
    name: nameOf(saved) ?? keys[index]!,
    path: `${path}layers/${keys[index]}`,
  }));
}

const shapeOf = ({ config }: SavedLayer): unknown => config['batch_shape'] ?? config['batch_input_shape'];

/** How often each name is given in a model and in those inside. */
function namesIn(model: SavedLayer): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (inner: SavedLayer, depth: number) => {
    for (const { name, saved } of membersOf(inner, '')) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (isModel(saved) && depth < deepestNesting) count(saved, depth + 1);
    }
  };
  count(model, 0);
  return counts;
}
