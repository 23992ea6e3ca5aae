import { ThawError, type Problem } from '../errors/problem.js';
import { shortHash } from '../hash/content-hash.js';
import { own } from '../records/own.js';
import { defaults } from '../spec/defaults.js';
import { withDefaults } from '../spec/kinds.js';
import { ObjectSource } from '../spec/object-source.js';
import { specSchemaNode, type SchemaNode } from '../spec/schema-node.js';
import { schemaProblems, type Locate } from '../spec/schema-problems.js';
import type { Spec } from '../spec/spec.js';
import { searchMethod } from './methods/search-methods.js';
import { readSearchSpace, type WrittenSearchSpace } from './read-search-space.js';
import type { ParameterValues, Search } from './search.js';
import { createSearch, nothingLeft, sizeProblem, type SweepSettings } from './sweep-settings.js';

/** As a spec's `sweep`, but for names that are free: `{ method: 'tpe', runs: 50, parameters: { x: { uniform: [0, 1] } } }`. */
export interface SearchOptions extends Omit<NonNullable<Spec['sweep']>, 'objective'> {
  readonly objective: { readonly goal: 'maximize' | 'minimize' };
  /** Default 42. */
  readonly seed?: number;
  /** Of a search with the same options: this one goes on where that one was. */
  readonly history?: readonly SearchEvent[];
}

/** What happened in a search: JSON, to be kept. */
export type SearchEvent = { readonly asked: string } | ({ readonly told: string } & SearchOutcome);

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
export function openSearch({
  objective,
  seed = defaults.seed,
  history = [],
  ...sweep
}: SearchOptions): OpenSearch {
  const search = searchOf(sweep, seed);
  const sign = objective.goal === 'maximize' ? -1 : 1;
  const open = new Map<string, ParameterValues>();
  const happened: SearchEvent[] = [];
  const self: OpenSearch = {
    ask() {
      const parameters = search.ask();
      if (parameters === undefined || parameters === 'wait') return undefined;
      const id = shortHash(parameters);
      open.set(id, parameters);
      happened.push({ asked: id });
      return { id, parameters };
    },
    tell(id, outcome) {
      const parameters = open.get(id);
      if (!parameters) throw new ThawError(notAsked(id));
      open.delete(id);
      happened.push({ told: id, ...outcome });
      search.tell(parameters, 'value' in outcome ? sign * outcome.value : undefined);
    },
    history: happened,
  };
  for (const event of history) {
    if ('told' in event) {
      const { told, ...outcome } = event;
      self.tell(told, outcome);
    } else if (self.ask()?.id !== event.asked) throw new ThawError(otherHistory(event.asked));
  }
  return self;
}

/** What a parameter of a free name may be. */
const anyValue: SchemaNode = {};

function searchOf(sweep: Omit<SearchOptions, 'objective' | 'seed' | 'history'>, seed: number): Search {
  const source = new ObjectSource('the search', sweep);
  const locate: Locate = (keys, part) => source.locate(keys[0] === 'sweep' ? keys.slice(1) : keys, part);
  const schema = own(specSchemaNode.properties, 'sweep')!;
  const findings = schemaProblems(sweep, schema, ['sweep'], locate);
  if (findings.length > 0) throw new ThawError(findings.map(({ problem }) => problem));
  const { method = defaults.sweep.method, parameters } = sweep;
  const { space, problems } = readSearchSpace(sweep as WrittenSearchSpace, {
    names: Object.keys(parameters),
    settingOf: (path) => ({ path, keys: [path], schema: anyValue }),
    ...{ method, locate },
  });
  if (problems.length > 0) throw new ThawError(problems);
  const settings: SweepSettings = {
    ...{ method, seed, space },
    settings: withDefaults(searchMethod(method).settings, { ...sweep }),
  };
  const tooLarge = sizeProblem(settings);
  if (tooLarge) throw new ThawError({ ...tooLarge.problem, position: locate([tooLarge.key], 'key') });
  const search = createSearch(settings);
  if (search.certain().length === 0) throw new ThawError(nothingLeft(locate(['exclude'], 'key')));
  return search;
}

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
