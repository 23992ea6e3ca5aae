import { ThawError, type Problem, type SourcePosition } from '../errors/problem.js';
import { questionsOf, type MeasuredQuestion } from '../measured/questions.js';
import { nightSchedule, type NightSchedule } from '../nights/night-schedule.js';
import type { Objective } from '../ranking/run-order.js';
import type { BudgetLimits } from '../schedule/budget.js';
import type { Stopping } from '../schedule/run-source.js';
import { stoppingOf } from '../schedule/stopping/read-stopping.js';
import { searchMethod } from '../sweep/methods/search-methods.js';
import type { Parameter } from '../sweep/parameter.js';
import { readSearchSpace, type WrittenSearchSpace } from '../sweep/read-search-space.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import type { KnownPoint, ParameterValues, Search } from '../sweep/search.js';
import { searchSpace } from '../sweep/search-space.js';
import {
  createSearch,
  nothingToTry,
  runsToCome,
  sizeProblem,
  type SweepSettings,
} from '../sweep/sweep-settings.js';
import { goalOf, objectives } from '../task/metrics.js';
import { defaults } from './defaults.js';
import { draftOf, type Draft } from './draft.js';
import { distinctProblems, draftProblems } from './draft-problems.js';
import { unknownClasses } from './meaning/classes.js';
import { hasValidation } from './meaning/validation.js';
import { namedNetworks, networkNamesIn } from './named-networks.js';
import { Networks } from './networks.js';
import type { Keys } from './keys.js';
import { withDefaults } from './kinds.js';
import { readWritten, type WrittenOptions } from './compose/read-written.js';
import type { SpecFile } from './compose/spec-file.js';
import { besides, unresolvedIn } from './compose/unresolved.js';
import { locateIn } from './origins.js';
import { phaseNamesOf } from './overrides.js';
import { placeOfRun, type PlaceOfRun } from './place-of-run.js';
import { ResolvedRuns } from './resolved-runs.js';
import { partCount } from './parts.js';
import type { RunConfig } from './run-config.js';
import { resolveRun, type SpecSurroundings } from './resolve-run.js';
import { specSchemaNode } from './schema-node.js';
import { schemaProblems, type Locate } from './schema-problems.js';
import { filledAround, filledRun } from './settings/filled-spec.js';
import { listSettings, type ListedSetting } from './settings/list-settings.js';
import { inReadingOrder } from './reading-order.js';
import { sweptNames, unfoldScreen, writtenParameters, type Screen } from './screen.js';
import type { PartialSpec, Spec } from './spec.js';
import { sweepIdOf } from './sweep-id.js';
import type { WrittenSpec } from './spec-source.js';
import { writtenObjectives } from './written-objectives.js';
import { findSetting, unknownPath } from './setting-path.js';
import { sweptOverrides, unusedSettings } from './unused-settings.js';
import { withoutParts } from './without-parts.js';

export interface LoadOptions extends WrittenOptions, SpecSurroundings {
  /** Why others that the spec names could not be loaded, by name; told at every place that names them. */
  readonly unavailable?: ReadonlyMap<string, Problem>;
  /** Places of the networks that a screening has kept. */
  readonly kept?: readonly number[];
  /** Makes a path that is relative to the spec absolute. */
  readonly resolvePath: (path: string) => string;
  /** What a search that learns knows before it begins. */
  readonly known?: readonly KnownPoint[];
}

/** A spec that passed every check, and the runs that it is certain to come to. */
export interface LoadedSpec {
  /** As written, with all that it extends and the overrides. */
  readonly spec: Spec;
  readonly name: string;
  readonly seed: number;
  /**
   * Hash of the spec with all that it extends and its overrides, but for `tracking`, `schedule`, `launcher` and `sweep.budget`: comments, the order of
   * keys and which file says what do not matter.
   */
  readonly sweepId: string;
  /** Those that are certain before any has ended, each with an id of its own. At least one. */
  readonly runs: readonly Run[];
  /** How many the search may propose beside these, at most, once it knows what has become of some. */
  readonly runsToCome: number;
  /** What it leaves to a comparison of networks. */
  readonly screen?: Screen;
  /** What these runs leave to measuring. */
  readonly questions: readonly MeasuredQuestion[];
  /**
   * What a run with each of these networks would have; by default with those that the spec names itself. What is swept is as it stands outside of
   * the sweep, and what thaws is not looked at.
   * @throws ThawError with all that is wrong with the networks.
   */
  readonly withNetworks: (names?: readonly string[]) => readonly RunConfig[];
  /** Proposes the points of the sweep from the beginning. */
  readonly search: () => Search;
  /** Which runs of the sweep are stopped, from the beginning. */
  readonly stopping: () => Stopping | undefined;
  /** What ends the sweep earlier. */
  readonly budget: BudgetLimits;
  /**
   * What a point of the sweep comes to: several runs where its configuration is done several times. Points that come to the same
   * configuration have the same runs.
   */
  readonly runsAt: (point: ParameterValues) => readonly Run[] | ImpossibleRun;
  /** The runs that a point would come to, of which nothing is kept; none where it comes to none. */
  readonly runsAside: (point: ParameterValues) => readonly Run[];
  /** Where in the space of the sweep a run of whatever sweep lies. */
  readonly placeOf: (config: RunConfig) => PlaceOfRun | undefined;
  /** What its runs are ranked by. */
  readonly objective: Objective;
  readonly tracking: {
    /** The MLflow experiment. */
    readonly experiment: string;
    readonly uri?: string;
    readonly tags: Readonly<Record<string, string>>;
    /** Of which runs a model is made. */
    readonly model: 'best' | 'all' | 'none';
  };
  /** All that the spec sets, with where, and what holds where it says nothing. */
  readonly settings: () => readonly ListedSetting[];
  /** When its nights are due, if it says so. */
  readonly schedule?: NightSchedule;
  /** What works but is hardly meant. */
  readonly warnings: readonly Problem[];
  /** Where a setting of a run, or if it is not written the nearest thing around it, is written. */
  readonly positionOf: (run: Run, keys: Keys) => SourcePosition;
  /**
   * Looked at once the data of these runs is known: throws, as `loadSpec` does, when one weighs classes that its data does
   * not have.
   */
  readonly checkClasses: (runs: readonly Run[], classesOf: (config: RunConfig) => readonly string[]) => void;
}

/**
 * Reads, checks and expands a spec. Throws a ThawError with everything that is wrong with it, in reading order:
 * mistakes in the YAML, against the schema and in the meaning, in the file, in what it extends and in the overrides.
 */
export function loadSpec(written: WrittenSpec | SpecFile, options: LoadOptions): LoadedSpec {
  const { file, backbones, unavailable, known = [] } = options;
  const { isBroken, value, overrides, problems, ...read } = readWritten(written, options);
  if (isBroken) throw new ThawError(inReadingOrder(problems, file));

  const unresolved = unresolvedIn(value);
  const findings = [
    ...unresolved,
    ...besides(unresolved, schemaProblems(value, specSchemaNode, [], read.locate)),
  ];
  const wrong = findings.map(({ keys }) => keys);
  const unfolded = unfoldScreen(
    (withoutParts(value, wrong) ?? {}) as PartialSpec,
    read.origins,
    options.kept,
  );
  const { spec: partial, origins, screen } = unfolded;
  const locate = locateIn(origins);
  const swept = sweptNames(value, screen);
  const sweep = readSweep(partial, swept, locate);
  const { parameters } = sweep;
  const { include } = sweep.settings.space;
  const search = () => createSearch({ ...sweep.settings, known });
  const certain = search().certain();
  const drafts = certain.map((point) => draftOf(partial, point, { parameters, include }, origins));
  const early = [
    ...problems,
    ...findings.map(({ problem }) => problem),
    ...unfolded.problems,
    ...sweep.problems,
    // A key that is wrong may be meant for it.
    ...(partial.sweep && swept.length === 0 && findings.length === 0 ? [nothingSwept(locate)] : []),
  ];
  const networks = new Networks(backbones, unavailable);
  const left = certain.length > 0 || sweep.problems.length > 0 ? [] : [nothingToTry(known.length, locate)];
  const all = [
    ...early,
    ...left,
    ...draftProblems(drafts, networks, early.length === 0 ? partial : undefined, wrong),
  ];
  if (all.length > 0) throw new ThawError(inReadingOrder(all, file));

  // Nothing was found, so every draft is a whole spec.
  const spec = value as Spec;
  const whole = partial as Spec;
  const paths = parameters.map(({ setting }) => setting.path);
  const resolved = new ResolvedRuns({ ...options, name: spec.name, paths });
  for (const draft of drafts) resolved.add(draft);
  const objective = objectiveOf(
    spec,
    drafts.every(({ spec }) => hasValidation(spec)),
  );
  const draftAt = (point: ParameterValues) => draftOf(whole, point, { parameters, include }, origins);
  const wrongIn = (draft: Draft) => draftProblems([draft], networks, whole);
  return {
    spec,
    name: spec.name,
    seed: sweep.settings.seed,
    sweepId: sweepIdOf(spec),
    runs: resolved.all,
    runsToCome: runsToCome(sweep.settings, certain.length) * partCount(spec),
    questions: questionsOf(resolved.open),
    withNetworks: (names) =>
      namedNetworks(whole, names ?? networkNamesIn(whole, parameters), {
        ...options,
        ...{ networks, locate, areGiven: names !== undefined },
      }),
    ...(screen && { screen }),
    search,
    stopping: () => stoppingOf(spec),
    budget: spec.sweep?.budget ?? {},
    runsAside(point) {
      const draft = draftAt(point);
      return wrongIn(draft).length > 0 ? [] : resolved.aside(draft);
    },
    runsAt(point) {
      const known = resolved.at(point);
      if (known) return known;
      const draft = draftAt(point);
      const wrong = wrongIn(draft);
      if (wrong.length > 0) return resolved.impossible(point, new ThawError(inReadingOrder(wrong, file)));
      return resolved.add(draft);
    },
    placeOf: (config) =>
      placeOfRun(config, { ...options, ...{ parameters, space: sweep.settings.space, phases: spec.phases } }),
    objective,
    tracking: { experiment: spec.name, tags: {}, ...defaults.tracking, ...spec.tracking },
    settings: () =>
      listSettings({
        ...{ written: spec, locate, swept: paths },
        filled: resolved.specs.map((whole) => ({
          ...filledRun(spec.name, resolveRun(whole, options)),
          ...filledAround(spec, objective),
        })),
      }),
    ...(spec.schedule && { schedule: nightSchedule(spec.schedule) }),
    warnings: inReadingOrder(
      [...unusedSettings(drafts), ...sweptOverrides(overrides, writtenParameters(parameters, screen))],
      file,
    ),
    positionOf: (run, keys) => resolved.draftOf(run).locate(keys, 'value'),
    checkClasses: (runs, classesOf) => {
      const unknown = distinctProblems(
        runs.flatMap((run) => unknownClasses(resolved.draftOf(run), classesOf(run.config))),
      );
      if (unknown.length > 0) throw new ThawError(inReadingOrder(unknown, file));
    },
  };
}

const nothingSwept = (locate: Locate): Problem => ({
  code: 'THAW-SPEC-MISSING-KEY',
  message: 'sweep lacks parameters, and no networks are screened',
  position: locate(['sweep'], 'key'),
  expected: 'parameters: settings by their paths, each with the values to try',
  remedy: 'add for example `parameters: { head.dropout: [0, 0.2] }`, or take `sweep` away for one run',
});

function readSweep(
  partial: PartialSpec,
  names: readonly string[],
  locate: Locate,
): { settings: SweepSettings; parameters: readonly Parameter[]; problems: readonly Problem[] } {
  const { method = defaults.sweep.method, ...written } = partial.sweep ?? {};
  const phaseNames = phaseNamesOf(partial);
  const { parameters, space, problems } = readSearchSpace(written as WrittenSearchSpace, {
    names,
    settingOf: (path) => findSetting(path, phaseNames) ?? unknownPath(path, phaseNames),
    ...{ method, locate },
  });
  const settings = {
    method,
    settings: withDefaults(searchMethod(method).settings, written),
    seed: partial.seed ?? defaults.seed,
    space,
  };
  const tooLarge = sizeProblem(settings, partCount(partial));
  if (!tooLarge) return { settings, parameters, problems };
  const position = locate(['sweep', tooLarge.key], 'key');
  return {
    settings: { ...settings, space: searchSpace([]) },
    parameters: [],
    problems: [...problems, { ...tooLarge.problem, position }],
  };
}

/**
 * The spec, once it is known that the data leaves some run without validation images, as a manifest may: what it does
 * not say to rank by is then what every run has.
 */
export function withoutValidation<Loaded extends LoadedSpec>(loaded: Loaded): Loaded {
  return { ...loaded, objective: objectiveOf(loaded.spec, false) };
}

function objectiveOf({ sweep }: Spec, haveValidation: boolean): Objective {
  const usual = haveValidation ? objectives.validation : objectives.training;
  const [first, ...others] = writtenObjectives(sweep).map(({ metric = usual, goal = goalOf(metric) }) => ({
    metric,
    goal,
  }));
  if (!first) return { metric: usual, goal: goalOf(usual) };
  return { ...first, ...(others.length > 0 && { others }) };
}
