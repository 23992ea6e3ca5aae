import { listing, ThawError } from '@thaw/core';
import { datasetFacts } from '@thaw/execution/data';
import { dirname, join, parse } from 'node:path';
import type { Call } from '../api/call.js';
import type { Session } from '../api/open-session.js';
import { roomFor } from '../sweep/refuse-too-large.js';
import { candidates, reachable, type Reached } from './candidates.js';
import { checkOnImages, estimateSpec, type Bench } from './estimate-spec.js';
import { look } from './look.js';
import { knownMachine, type KnownMachine } from './machine.js';
import { makeOffers } from './make-offers.js';
import { manifestOf } from './manifest-of.js';
import { bestOfEach, type Choice } from './offers.js';
import type { Questions } from './questions.js';
import { inShort, reasonFor } from './reason-for.js';
import type { Recipe } from './recipe.js';
import { forwardRelative, nameOf, placeIn, schemaFor, suggestFile } from './places.js';
import type { Seen } from './seen.js';
import { specData } from './spec-data.js';
import { specText, type FirstSpec } from './spec-text.js';
import { suggestible } from './suggestible.js';

export interface ProposeOptions {
  /** A folder of images, or a CSV file; absolute. */
  readonly images: string;
  /** Where the paths in a CSV file start. */
  readonly root?: string | undefined;
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  /** In seconds. */
  readonly within?: number | undefined;
  readonly backbone?: string | undefined;
  readonly imageSize?: number | undefined;
  readonly weights?: 'imagenet' | 'random' | undefined;
  /** Whether images that look alike may be divided. */
  readonly dividesNearCopies: boolean;
  /** Whether this machine is measured if it was not. */
  readonly measures: boolean;
}

/** A first spec, checked and not written. */
export interface Proposal {
  readonly file: string;
  readonly text: string;
  /** Beside it, where the spec needs one. */
  readonly manifest?: { readonly file: string; readonly text: string };
  readonly seen: Seen;
  readonly recipe: Recipe;
  readonly choice: Choice;
  readonly reached: Reached;
  readonly machine: KnownMachine;
  readonly withinSeconds: number;
  /** Whether the network was asked for. */
  readonly isAsked: boolean;
  /** The best of each network, that of the spec included. */
  readonly choices: readonly Choice[];
}

const defaultWithin = 30 * 60;
/** Of the networks that are left out. */
const mostNamed = 4;

/**
 * Looks at images and makes a spec for them that runs as it stands.
 * @throws ThawError where none can be made, with what is needed; what `questions` throw.
 */
export async function propose(
  options: ProposeOptions,
  session: Session,
  call: Call,
  questions: Questions,
): Promise<Proposal> {
  const { images, root, weights = 'imagenet', imageSize, dividesNearCopies, measures } = options;
  if (options.out !== undefined && !/\.ya?ml$/.test(options.out)) throw noYaml(options.out);
  const looked = await look({ path: images, root, ...call });
  questions.show(looked.seen, images);
  const hasNear = looked.seen.nearCopies.sets.length > 0;
  const keepsTogether = hasNear && !dividesNearCopies && (await questions.keepTogether(looked.seen));
  const data = specData(looked, { keepsTogether });
  const name = options.name ?? nameOf(options.out ?? images);
  const file = options.out ?? (await questions.file(suggestFile(name, session)));
  const withinSeconds = options.within ?? (await questions.within(defaultWithin));

  const found = await candidates(options.backbone, dirname(file));
  const all = await reachable(found, weights, session.weightsPlaces, call.signal);
  const isAsked = options.backbone !== undefined;
  const { suggested: reached, leftOut } = isAsked ? { suggested: all, leftOut: [] } : suggestible(all);
  for (const { why, titles } of leftOut)
    call.onNotice(
      `Left out, as ${why}: ${listing(titles, 'and', mostNamed)}; --backbone takes one all the same.`,
    );
  const machine = await knownMachine(session, call, { measures });
  const manifestFile = join(dirname(file), `${parse(file).name}.images.csv`);
  const { index } = data;
  const bench: Bench = {
    ...{ file, ...found, index, unreadable: looked.unreadable, machine },
    facts: datasetFacts(index),
  };
  const base = {
    ...{ name, ...data, weights },
    data: placeIn(dirname(file), looked.place, data.manifestFor.length > 0 ? manifestFile : undefined),
    file: forwardRelative(session.cwd, file),
    schema: schemaFor(file, session.workspace),
  };
  const room = await roomFor(session.workspace);
  const offers = makeOffers({ reached, imageSize, bench, base, room });
  const choices = bestOfEach(offers, withinSeconds);
  const choice = isAsked ? choices[0]! : await questions.network(choices);
  const origin = reached.find(({ name }) => name === choice.offer.network.name)!;
  const first: FirstSpec = {
    ...base,
    ...choice.offer,
    reason: reasonFor(choice, withinSeconds, { isAsked, reached: origin, machine }),
    takes: inShort(choice),
  };
  const text = specText(first);
  checkOnImages(estimateSpec(text, bench), bench);
  return {
    ...{
      file,
      text,
      seen: data.seen,
      recipe: choice.offer.recipe,
      choice,
      choices,
      machine,
      withinSeconds,
      isAsked,
    },
    reached: origin,
    ...(data.manifestFor.length > 0 && { manifest: { file: manifestFile, text: manifestOf(data.index) } }),
  };
}

/** Nx, globs and nights know specs by their ending. */
const noYaml = (out: string): ThawError =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: '--out is the name of a spec',
    expected: 'a name that ends in .yaml',
    found: out,
  });
