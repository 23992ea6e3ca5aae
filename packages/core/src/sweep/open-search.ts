import { ThawError, type Problem, type SourcePosition } from '../errors/problem.js';
import { shortHash } from '../hash/content-hash.js';
import { defaults } from '../spec/defaults.js';
import { describeValue } from '../spec/describe.js';
import { withDefaults } from '../spec/kinds.js';
import { ObjectSource } from '../spec/object-source.js';
import { inReadingOrder } from '../spec/reading-order.js';
import { formsOf, specSchemaNode, type SchemaNode } from '../spec/schema-node.js';
import { schemaProblems, type Locate } from '../spec/schema-problems.js';
import type { Spec } from '../spec/spec.js';
import { withoutParts } from '../spec/without-parts.js';
import { searchMethod } from './methods/search-methods.js';
import { readSearchSpace, type WrittenSearchSpace } from './read-search-space.js';
import type { ParameterValues, Search } from './search.js';
import { createSearch, nothingToTry, sizeProblem, type SweepSettings } from './sweep-settings.js';

/** As a spec's `sweep`, but for names that are free: `{ method: 'tpe', runs: 50, parameters: { x: { uniform: [0, 1] } } }`. */
export interface SearchOptions extends Omit<
  NonNullable<Spec['sweep']>,
  'objective' | 'stop' | 'from' | 'budget' | 'parameters'
> {
  readonly parameters: NonNullable<NonNullable<Spec['sweep']>['parameters']>;
  readonly objective: { readonly goal: 'maximize' | 'minimize' };
  /** Default 42. */
  readonly seed?: number;
  /**
   * What a point is expected to cost beside all that was asked for before, in seconds or whatever else, undefined where it is not known;
   * for `cost: aware`. What it said stands in the history, and is not asked again.
   */
  readonly seconds?: (parameters: ParameterValues) => number | undefined;
  /** Of a search with the same options: this one goes on where that one was. */
  readonly history?: readonly SearchEvent[];
}

/** What happened in a search: JSON, to be kept. */
export type SearchEvent =
  | { readonly asked: string }
  /** What the points that it chose from were expected to cost; null where that was not known. */
  | { readonly weighed: readonly (number | null)[] }
  | ({ readonly told: string } & SearchOutcome);

export type SearchOutcome = { readonly value: number } | { readonly failed: true };

/** A point to try. */
export interface Proposal {
  /** A hash of the parameters. No two proposals have the same. */
  readonly id: string;
  readonly parameters: ParameterValues;
}

export interface OpenSearch {
  /** The next point, also before all others are told of; undefined once there is none, and from then on. */
  ask(): Proposal | undefined;
  /** What came of a point: once for each. */
  tell(id: string, outcome: SearchOutcome): void;
  /** All that has happened, in order. */
  readonly history: readonly SearchEvent[];
}

/**
 * A search over parameters of any name, for whoever evaluates the points. It has no clock and no chance but the seed: the same
 * options and the same history propose the same points.
 * @throws ThawError with everything that is wrong with the options.
 */
export function openSearch(options: SearchOptions): OpenSearch {
  const search = searchOf(options);
  const { history = [] } = options;
  const sign = options.objective.goal === 'maximize' ? -1 : 1;
  const open = new Map<string, ParameterValues>();
  const happened: SearchEvent[] = [];
  const weigh = (weighed: readonly (number | null)[]) => {
    search.weigh!(weighed.map((seconds) => seconds ?? undefined));
    happened.push({ weighed });
  };
  const self: OpenSearch = {
    ask() {
      let parameters = search.ask();
      if (parameters === 'weigh') {
        weigh(search.toWeigh!().map((point) => finiteOr(null, options.seconds?.(point))));
        parameters = search.ask();
      }
      if (typeof parameters !== 'object') return undefined;
      const id = shortHash(parameters);
      open.set(id, parameters);
      happened.push({ asked: id });
      return { id, parameters };
    },
    tell(id, told) {
      const parameters = open.get(id);
      if (!parameters) throw new ThawError(notAsked(id));
      const outcome = readOutcome(told);
      if (!outcome) throw new ThawError(noOutcome(id, told));
      open.delete(id);
      happened.push({ told: id, ...outcome });
      search.tell(parameters, 'value' in outcome ? sign * outcome.value : undefined);
    },
    history: happened,
  };
  for (const event of history) {
    const { asked, told, weighed, ...outcome } = (event ?? {}) as Readonly<Record<string, unknown>>;
    if (Array.isArray(weighed)) {
      if (search.ask() !== 'weigh' || search.toWeigh!().length !== weighed.length)
        throw new ThawError(otherHistory(describeValue(event)));
      weigh(weighed.map((each) => finiteOr(null, each)));
    } else if (typeof told === 'string') self.tell(told, outcome as unknown as SearchOutcome);
    else if (typeof asked !== 'string' || self.ask()?.id !== asked)
      throw new ThawError(otherHistory(typeof asked === 'string' ? asked : describeValue(event)));
  }
  return self;
}

const finiteOr = <Else>(otherwise: Else, value: unknown): number | Else =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise;

/** A number that is none is a failure, and so is what JSON makes of it. Undefined of what says neither. */
function readOutcome(told: unknown): SearchOutcome | undefined {
  const { value, failed } = (told ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof value === 'number' && Number.isFinite(value)) return { value };
  return typeof value === 'number' || value === null || failed === true ? { failed: true } : undefined;
}

/** What a parameter of a free name may be. */
const anyValue: SchemaNode = {};

const { sweep, seed } = specSchemaNode.properties!;
// Whoever evaluates the points stops whom they will, and there is no journal.
const { stop: _, from: __, budget: ___, ...properties } = sweep!.properties!;
const { goal } = formsOf(sweep!.properties!['objective']!)[0]!.properties!;
/** What a spec's `sweep` is, with what stands around it there. */
const optionsSchema: SchemaNode = {
  ...sweep,
  required: ['parameters', 'objective'],
  properties: {
    ...properties,
    objective: {
      type: 'object',
      description: 'Which way is better.',
      required: ['goal'],
      properties: { goal: goal! },
    },
    seed: seed!,
    history: { type: 'array', description: 'The history of a search with the same options.' },
  },
};

function searchOf({ seconds, ...options }: SearchOptions): Search {
  // A history may be long, and is read as it is gone through.
  const written = { ...options, ...(Array.isArray(options.history) && { history: [] }) };
  const source = new ObjectSource('the search', written);
  const locate: Locate = (keys, part) => source.locate(keys[0] === 'sweep' ? keys.slice(1) : keys, part);
  const findings = schemaProblems(written, optionsSchema, ['sweep'], locate);
  // What is missing spoils nothing of the rest.
  const parts = findings.map(({ keys }) => keys.slice(1)).filter((keys) => keys.length > 0);
  const sound = (parts.length === 0 ? written : withoutParts(source.value, parts)) as Partial<SearchOptions>;
  const { method = defaults.sweep.method, seed = defaults.seed } = sound;
  const { space, problems } = readSearchSpace(sound as WrittenSearchSpace, {
    names: Object.keys(options.parameters ?? {}),
    settingOf: (path) => ({ path, keys: [path], schema: anyValue }),
    ...{ method, locate },
  });
  const isUnweighed = sound.cost === 'aware' && typeof seconds !== 'function';
  const unweighed = isUnweighed ? [noSeconds(locate(['cost'], 'key'))] : [];
  const all = [...findings.map(({ problem }) => problem), ...problems, ...unweighed];
  if (all.length > 0) throw new ThawError(inReadingOrder(all, source.file));
  const settings: SweepSettings = {
    ...{ method, seed, space },
    settings: withDefaults(searchMethod(method).settings, { ...written }),
  };
  const tooLarge = sizeProblem(settings);
  if (tooLarge) throw new ThawError({ ...tooLarge.problem, position: locate([tooLarge.key], 'key') });
  const search = createSearch(settings);
  if (search.certain().length === 0) throw new ThawError(nothingToTry(0, locate));
  return search;
}

const noSeconds = (position: SourcePosition): Problem => ({
  code: 'THAW-SPEC-MISSING-KEY',
  message: '`cost: aware` has nobody to ask what a point costs',
  position,
  expected: '`seconds`, a function of the parameters',
  remedy: 'give `seconds`, or leave `cost` out',
});

const noOutcome = (id: string, told: unknown): Problem => ({
  code: 'THAW-SPEC-WRONG-VALUE',
  message: `what came of ${id} is neither a number nor a failure`,
  expected: '{ value: … } or { failed: true }',
  found: describeValue(told),
});

const notAsked = (id: string): Problem => ({
  code: 'THAW-SWEEP-NOT-ASKED',
  message: `this search has not proposed ${id}, or has been told of it already`,
  expected: 'the id of a proposal, once',
  found: id,
});

const otherHistory = (id: string): Problem => ({
  code: 'THAW-SWEEP-OTHER-HISTORY',
  message: `the history has ${id} proposed where this search proposes another`,
  expected: 'the history of a search with the same options',
  found: id,
  remedy: 'open it with the options that it began with',
});
