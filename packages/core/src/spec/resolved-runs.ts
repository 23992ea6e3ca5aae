import { canonicalJson } from '../hash/canonical-json.js';
import { shortHash } from '../hash/content-hash.js';
import { openSettings, saidOf, type OpenRun } from '../measured/questions.js';
import { runNames } from '../sweep/run-name.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import type { ParameterValues } from '../sweep/search.js';
import type { Draft } from './draft.js';
import { groupOf, partsOf } from './parts.js';
import { resolveRun, usualValues, withAbsolutePaths, type SpecSurroundings } from './resolve-run.js';
import type { Spec } from './spec.js';

export interface ResolveOptions extends SpecSurroundings {
  /** Of the spec: what a run without swept values is called. */
  readonly name: string;
  /** What is swept. */
  readonly paths: readonly string[];
  readonly resolvePath: (path: string) => string;
}

/** The runs that points of a sweep come to. Points that come to the same configuration are one run. */
export class ResolvedRuns {
  readonly #drafts = new Map<Run, Draft>();
  readonly #byId = new Map<string, Run>();
  readonly #byPoint = new Map<string, readonly Run[]>();
  readonly #open: OpenRun[] = [];
  readonly #nameOf: (point: ParameterValues) => string;

  constructor(private readonly options: ResolveOptions) {
    this.#nameOf = runNames(options.paths);
  }

  /** In the order in which they were added. */
  get all(): readonly Run[] {
    return [...this.#drafts.keys()];
  }

  /** What each of them would be by itself. */
  get specs(): readonly Spec[] {
    return [...new Set(this.#drafts.values())].flatMap(({ spec }) =>
      partsOf(spec as Spec).map((part) => part.spec),
    );
  }

  /** Those that leave something to measuring; of several that are one configuration, one. */
  get open(): readonly OpenRun[] {
    return this.#open;
  }

  at(point: ParameterValues): readonly Run[] | undefined {
    return this.#byPoint.get(canonicalJson(point));
  }

  /** Of one of these runs. */
  draftOf(run: Run): Draft {
    return this.#drafts.get(run)!;
  }

  /** What a point with mistakes is known by. */
  impossible(point: ParameterValues, error: ImpossibleRun['error']): ImpossibleRun {
    return {
      id: shortHash({ impossible: point }),
      name: this.#nameOf(point) || this.options.name,
      ...{ parameters: point, error },
    };
  }

  /** The draft is a whole spec without a mistake. Several where a configuration is done several times. */
  add(draft: Draft): readonly Run[] {
    const runs = this.aside(draft).map((run) => this.#keep(draft, run));
    this.#byPoint.set(canonicalJson(draft.point), runs);
    this.#leaveOpen(partsOf(draft.spec as Spec)[0]!.spec);
    return runs;
  }

  /** The same, and nothing is kept of them. */
  aside(draft: Draft): readonly Run[] {
    const spec = draft.spec as Spec;
    const called = this.#nameOf(draft.point);
    const parts = partsOf(spec);
    const configs = parts.map((part) => resolveRun(part.spec, this.options));
    const group = parts.length > 1 ? groupOf(spec, configs[0]!) : undefined;
    return parts.map(({ name: part }, index) => ({
      id: shortHash(configs[index]!),
      name: [called, part].filter(Boolean).join(' ') || this.options.name,
      ...(group && { group: { ...group, name: called || this.options.name, part } }),
      parameters: draft.point,
      config: withAbsolutePaths(configs[index]!, this.options.resolvePath),
    }));
  }

  /** Another point may come to the same run by saying what this one leaves open. */
  #leaveOpen(spec: Spec): void {
    const { takenValues: _, ...undecided } = this.options;
    const said = saidOf(spec, usualValues(undecided));
    if (openSettings(said).length === 0) return;
    const config = withAbsolutePaths(resolveRun(spec, undecided), this.options.resolvePath);
    this.#open.push({ config, said });
  }

  #keep(draft: Draft, resolved: Run): Run {
    const run = this.#byId.get(resolved.id) ?? resolved;
    if (!this.#byId.has(run.id)) this.#drafts.set(run, draft);
    this.#byId.set(run.id, run);
    return run;
  }
}
