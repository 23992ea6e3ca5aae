import { createHash } from 'node:crypto';

/** Of Okabe and Ito (without black and yellow) and of Tol's muted scheme: colour-blind people tell them apart. */
const hues = [
  ...['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'],
  ...['#332288', '#882255', '#999933', '#117733', '#aa4499', '#44aa99'],
] as const;

/**
 * The hue of each backbone of a sweep. It follows from the name, so that a backbone has the same one in every sweep,
 * unless another of the sweep has it: then the next that is free.
 */
export function backboneHues(names: Iterable<string>): ReadonlyMap<string, string> {
  const chosen = new Map<string, string>();
  for (const name of [...new Set(names)].toSorted()) chosen.set(name, hueOf(name, new Set(chosen.values())));
  return chosen;
}

function hueOf(name: string, taken: ReadonlySet<string>): string {
  const first = createHash('sha256').update(name).digest().readUInt32BE() % hues.length;
  const turned = [...hues.slice(first), ...hues.slice(0, first)];
  return turned.find((hue) => !taken.has(hue)) ?? turned[0]!;
}

interface ColouredRun {
  readonly id: string;
  readonly backbone: string;
}

/** How far the shades of one hue go towards black, and towards white. */
const [darkest, lightest] = [0.4, 0.45];

/**
 * A colour a run: the hue says the backbone, the shade tells its runs apart, in their order from dark to light. In a
 * sweep of one backbone, where it would say nothing, the hue tells the runs apart.
 */
export function runColours(runs: readonly ColouredRun[]): ReadonlyMap<string, string> {
  const ofBackbones = backboneHues(runs.map((run) => run.backbone));
  if (ofBackbones.size === 1) return new Map(runs.map(({ id }, index) => [id, hueOfRun(index, runs.length)]));
  const colours = new Map<string, string>();
  for (const [backbone, hue] of ofBackbones) {
    const siblings = runs.filter((run) => run.backbone === backbone);
    for (const [index, { id }] of siblings.entries()) {
      const place = siblings.length === 1 ? 0 : (2 * index) / (siblings.length - 1) - 1;
      colours.set(id, shade(hue, place < 0 ? place * darkest : place * lightest));
    }
  }
  return colours;
}

/** Of a hue, one after the other: itself, then darker and lighter ones. */
const shades = [0, -darkest, lightest, -darkest / 2, lightest / 2];

/**
 * Colours of a sweep's runs as they come: those that are certain as `runColours` has them, and each that a search proposes
 * later by the same rule, as far as it can be kept without knowing how many will follow.
 */
export class RunColours {
  readonly #colours: Map<string, string>;
  /** How many runs each backbone has. */
  readonly #runs = new Map<string, number>();
  readonly #hues: Map<string, string>;

  constructor(certain: readonly ColouredRun[]) {
    this.#colours = new Map(runColours(certain));
    for (const { backbone } of certain) this.#count(backbone);
    this.#hues = new Map(backboneHues(this.#runs.keys()));
  }

  of({ id, backbone }: ColouredRun): string {
    const known = this.#colours.get(id);
    if (known !== undefined) return known;
    const index = this.#runs.get(backbone) ?? 0;
    this.#count(backbone);
    const colour = this.#runs.size === 1 ? nthColour(index) : shade(this.#hue(backbone), nthShade(index));
    this.#colours.set(id, colour);
    return colour;
  }

  #count(backbone: string): void {
    this.#runs.set(backbone, (this.#runs.get(backbone) ?? 0) + 1);
  }

  #hue(backbone: string): string {
    const hue = this.#hues.get(backbone) ?? hueOf(backbone, new Set(this.#colours.values()));
    this.#hues.set(backbone, hue);
    return hue;
  }
}

const nthShade = (index: number): number => shades[index % shades.length]!;

const nthColour = (index: number): string =>
  shade(hues[index % hues.length]!, nthShade(Math.floor(index / hues.length)));

/** All hues, and then all of them again in other shades. */
function hueOfRun(index: number, runs: number): string {
  const round = Math.floor(index / hues.length);
  const rounds = Math.ceil(runs / hues.length);
  const place = rounds === 1 ? 0 : (2 * round) / (rounds - 1) - 1;
  return shade(hues[index % hues.length]!, place < 0 ? place * darkest : place * lightest);
}

/** From -1, black, over 0 to 1, white. */
function shade(colour: string, amount: number): string {
  const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  const mixed = channels.map((channel) => channel + Math.abs(amount) * ((amount < 0 ? 0 : 255) - channel));
  return `#${mixed.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}
