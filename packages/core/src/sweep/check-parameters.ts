import type { Problem } from '../errors/problem.js';
import { inYaml } from '../spec/describe.js';
import { startsWith, type Keys } from '../spec/keys.js';
import { schemaProblems, type Locate } from '../spec/schema-problems.js';
import { inFull } from '../spec/shorthand.js';
import type { Setting } from '../spec/setting-path.js';
import { mostRuns } from './methods/search-method.js';
import { searchMethods, type SearchMethodName } from './methods/search-methods.js';
import { finiteProblems } from './finite.js';
import { itemPlace, parameterOf, placeOf, type Parameter } from './parameter.js';
import { gridPoints, gridSize, stepOf, type Range, type WrittenSpace } from './space.js';

/** The setting that a path names, or what is wrong with the path. */
export type SettingOf = (path: string) => Setting | Omit<Problem, 'position'>;

export interface CheckedParameters {
  /** Those without a fault, in order of declaration. */
  readonly parameters: readonly Parameter[];
  readonly problems: readonly Problem[];
}

/** Settings that say what the sweep is, and so cannot change within it. */
const unsweepable = ['$schema', 'name', 'sweep', 'tracking', 'schedule', 'repeat'];

/** Whether every path names a setting and every value is valid there. */
export function checkParameters(
  written: Readonly<Record<string, WrittenSpace>>,
  settingOf: SettingOf,
  method: SearchMethodName,
  locate: Locate,
): CheckedParameters {
  const parameters: Parameter[] = [];
  const problems: Problem[] = [];
  for (const [path, writtenSpace] of Object.entries(written)) {
    const setting = settingOf(path);
    const position = locate(['sweep', 'parameters', path], 'key');
    if ('code' in setting) {
      problems.push({ ...setting, position });
      continue;
    }
    const parameter = parameterOf(setting, writtenSpace);
    const refused = refusal(setting, parameters);
    const found = refused ? [{ ...refused, position }] : valueProblems(parameter, method, locate);
    problems.push(...found);
    if (found.length === 0) parameters.push(parameter);
  }
  return { parameters, problems };
}

function refusal({ path, keys }: Setting, earlier: readonly Parameter[]): Problem | undefined {
  const isPhaseName = keys.length === 3 && keys[0] === 'phases' && keys[2] === 'name';
  if (isPhaseName || unsweepable.includes(String(keys[0]))) {
    return {
      code: 'THAW-SWEEP-NOT-SWEEPABLE',
      message: `${path} cannot be swept: it is the same for all runs`,
      expected: 'a setting of seed, data, backbone, head, loss, batchSize or phases',
      found: path,
    };
  }
  const other = earlier.find(
    ({ setting }) => startsWith(setting.keys, keys) || startsWith(keys, setting.keys),
  );
  if (!other) return undefined;
  return {
    code: 'THAW-SWEEP-OVERLAP',
    message: `${path} and ${other.setting.path} sweep the same setting`,
    expected: 'parameters of which none is a part of another',
    found: `${other.setting.path}, then ${path}`,
    remedy: 'keep one of them',
  };
}

function valueProblems(parameter: Parameter, method: SearchMethodName, locate: Locate): readonly Problem[] {
  const { setting, space } = parameter;
  const place = placeOf(parameter);
  const check = (value: unknown, at: Keys) => settingProblems(setting, value, at, locate);
  if (space.kind === 'choice')
    return space.values.flatMap((value, index) => check(value, itemPlace(parameter, index)));
  const { kind, low, high, step, steps } = space;
  if (low >= high) return [emptyRange(setting, space, locate([...place, kind], 'value'))];
  if (step !== undefined && steps !== undefined)
    return [stepAndSteps(setting, locate([...place, 'steps'], 'key'))];
  if (step !== undefined && step > high - low)
    return [wideStep(setting, space, locate([...place, 'step'], 'value'))];
  const ends = [low, high].flatMap((end, index) => check(end, [...place, kind, index]));
  if (ends.length > 0 || setting.schema.type !== 'integer' || isWhole(space, method)) return ends;
  return [needsWholeNumbers(setting, space, locate([...place, kind], 'key'))];
}

/** What a setting's schema has against a value that is written at `at`. */
export function settingProblems(
  setting: Setting,
  value: unknown,
  at: Keys,
  locate: Locate,
): readonly Problem[] {
  const findings = schemaProblems(inFull(value, setting.schema), setting.schema, setting.keys, (keys, part) =>
    locate([...at, ...keys.slice(setting.keys.length)], part),
  );
  // A schema that takes anything has nothing against numbers that are none.
  return findings.length > 0 ? findings.map(({ problem }) => problem) : finiteProblems(value, at, locate);
}

function isWhole(space: Range, method: SearchMethodName): boolean {
  const step = stepOf(space);
  if (step !== undefined) return Number.isInteger(space.low) && Number.isInteger(step);
  if (searchMethods[method].draws) return false;
  // Of too many points that is what is said, and they are not made.
  return gridSize(space) > mostRuns || gridPoints(space).every(Number.isInteger);
}

const emptyRange = (
  { path }: Setting,
  { kind, low, high }: Range,
  position: Problem['position'],
): Problem => ({
  code: 'THAW-SWEEP-EMPTY-RANGE',
  message: `the range of ${path} has nothing between its ends`,
  ...(position && { position }),
  expected: '[low, high] with low < high',
  found: inYaml([low, high]),
  remedy: low === high ? `write \`[${inYaml(low)}]\`` : `write \`${kind}: ${inYaml([high, low])}\``,
});

const stepAndSteps = ({ path }: Setting, position: Problem['position']): Problem => ({
  code: 'THAW-SPEC-CONFLICTING-KEYS',
  message: `${path} takes only one of step and steps`,
  ...(position && { position }),
  expected: 'step (how far it is to the next value) or steps (how many points a grid takes)',
  found: 'step and steps',
  remedy: 'keep one of them',
});

const wideStep = ({ path }: Setting, { low, high, step }: Range, position: Problem['position']): Problem => ({
  code: 'THAW-SWEEP-EMPTY-RANGE',
  message: `the step of ${path} leaves one value of its range`,
  ...(position && { position }),
  expected: `${inYaml(Number((high - low).toPrecision(12)))} or less, from one end of the range to the other`,
  found: inYaml(step),
});

const needsWholeNumbers = (
  { path }: Setting,
  { kind, low, high }: Range,
  position: Problem['position'],
): Problem => ({
  code: 'THAW-SPEC-WRONG-TYPE',
  message: `${path} takes whole numbers only, and ${kind} gives others`,
  ...(position && { position }),
  expected: 'int or a list',
  found: kind,
  remedy: `write \`int: ${inYaml([low, high])}\``,
});
