import { activations, own, upSamplings, type Activation, type ConfigOf, type Shape } from '@thaw/core';
import { show } from '../contract/expectation.js';
import type { Call, Constant } from './inbound.js';
import type { Writer } from './saved-model.js';

/** How Keras calls the functions that may follow a layer's product. */
const functionNames: Readonly<Record<Activation, readonly string[]>> = {
  linear: ['linear'],
  relu: ['relu'],
  relu6: ['relu6'],
  leaky_relu: ['leaky_relu'],
  softmax: ['softmax'],
  sigmoid: ['sigmoid'],
  hard_sigmoid: ['hard_sigmoid'],
  silu: ['silu', 'swish'],
  hard_silu: ['hard_silu', 'hard_swish'],
  gelu: ['gelu'],
  // Functions that Keras has no name for, so no file has either.
  gelu_tanh: [],
  quick_gelu: [],
};

type UpSampling = ConfigOf<'UpSampling2D'>['interpolation'];

/** Keys that no output depends on: how weights began, and what a training did to them that is over. */
const idle =
  /^(name|trainable|dtype|autocast|seed|batch_input_shape|batch_shape|input_dtype|fused|.*_(initializer|regularizer|constraint))$/;

/**
 * Reads what Keras wrote of a layer, and notes what of it Thaw cannot do. A key is read, held to the values that Thaw knows, or
 * without effect; any other is noted too: what is overlooked would make another network.
 */
export class KerasConfig {
  readonly findings: string[] = [];
  readonly #asked = new Set<string>();
  #isCallRead = false;

  constructor(
    private readonly config: Readonly<Record<string, unknown>>,
    /** Of the layer's inputs. */
    readonly inputs: readonly Shape[],
    private readonly writer: Writer,
    /** What it is called with beside its inputs. */
    private readonly given: Partial<Pick<Call, 'constant' | 'index'>> = {},
  ) {}

  /** The number that it is called with beside its input, if it is. */
  constant(): Constant | undefined {
    this.#isCallRead = true;
    return this.given.constant;
  }

  /** What of its input it takes, if it is asked for a part. */
  index(): Call['index'] {
    this.#isCallRead = true;
    return this.given.index;
  }

  /** Notes that the layer as a whole is none of ours. `meaning` stands in for it. */
  cannot<Meaning>(found: string, known: string, meaning: Meaning): Meaning {
    this.findings.push(`${found}, known: ${known}`);
    return meaning;
  }

  /** A value as it stands; what it must be is said by the kind of layer. */
  read<Value>(key: string): Value {
    return this.#take(key) as Value;
  }

  /** A value that may be absent or null. */
  maybe<Value>(key: string): Value | undefined {
    return (this.#take(key) ?? undefined) as Value | undefined;
  }

  /** Of height and width; one number is meant for both. */
  pair(key: string): readonly [number, number] {
    return asPair(this.#take(key));
  }

  /** Of pixels on each of the four sides. */
  border(key: string): readonly [readonly [number, number], readonly [number, number]] {
    const [rows, columns] = asPair<unknown>(this.#take(key));
    return [asPair(rows), asPair(columns)];
  }

  /** How more places are made of fewer. */
  interpolation(key = 'interpolation'): UpSampling {
    const written = this.#take(key) ?? 'nearest';
    const found = upSamplings.find((each) => each === written);
    // TensorFlow.js takes the centres of places to be their corners.
    const isAnother = found === 'bilinear' && this.writer === 'tfjs';
    if (found && !isAnother) return found;
    this.#note(key, isAnother ? 'bilinear of TensorFlow.js' : written, upSamplings.join(', '));
    return 'nearest';
  }

  /** The name of a function, or what Keras writes of one that it has made an object of. */
  activation(key = 'activation'): Activation {
    const written = this.#take(key) ?? 'linear';
    const found = activations.find((name) => functionNames[name].some((each) => each === written));
    const isAnother = found === 'hard_sigmoid' && this.writer !== 'keras3';
    if (found && !isAnother) return found;
    const known = activations.flatMap((name) => functionNames[name]);
    this.#note(key, isAnother ? 'hard_sigmoid of Keras 2' : written, known.join(', '));
    return 'linear';
  }

  /** Settings that Thaw has one value for; each may be written in several ways, and left out. */
  only(settings: Readonly<Record<string, readonly unknown[]>>): this {
    for (const [key, known] of Object.entries(settings)) {
      const found = this.#take(key);
      if (found === undefined || known.some((each) => JSON.stringify(each) === JSON.stringify(found)))
        continue;
      this.#note(key, found, known.map(show).join(' or '));
    }
    return this;
  }

  /** Settings of layers of images, which have one value here. */
  image(): this {
    return this.only({ data_format: ['channels_last', null] });
  }

  /** The last axis, written from either end. */
  lastAxis(): this {
    const rank = this.inputs[0]?.length;
    // Of a layer above one that is wrong itself.
    if (rank === undefined) return this.idle('axis');
    return this.only({ axis: [-1, rank, [-1], [rank]] });
  }

  /** Keys that nothing depends on, the others being as they are. */
  idle(...keys: readonly string[]): this {
    for (const key of keys) this.#asked.add(key);
    return this;
  }

  /** Notes what nobody has asked for. */
  finish(): void {
    const given = this.given.constant?.value ?? this.given.index;
    if (given !== undefined && !this.#isCallRead)
      this.findings.push(`takes ${show(given)}, which is no layer's output`);
    const isEmpty = (value: unknown) => value === null || value === false;
    for (const [key, value] of Object.entries(this.config))
      if (!this.#asked.has(key) && !idle.test(key) && !isEmpty(value)) this.#note(key, value, 'nothing');
  }

  #take(key: string): unknown {
    this.#asked.add(key);
    return own(this.config, key);
  }

  #note(key: string, found: unknown, known: string): void {
    this.findings.push(`${key}: found ${show(found)}, known: ${known}`);
  }
}

const asPair = <Value = number>(value: unknown): readonly [Value, Value] =>
  (Array.isArray(value) ? value : [value, value]) as unknown as readonly [Value, Value];
