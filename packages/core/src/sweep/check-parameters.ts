import type { Problem } from '../errors/problem.js';
import { inYaml } from '../spec/describe.js';
import { startsWith } from '../spec/keys.js';
import { schemaProblems, type Locate } from '../spec/schema-problems.js';
import { inFull } from '../spec/shorthand.js';
import { findSetting, unknownPath, type Setting } from '../spec/setting-path.js';
import { searchMethods, type SearchMethodName } from './methods/search-methods.js';
import { itemPlace, parameterOf, placeOf, type Parameter } from './parameter.js';
import { gridPoints, type RangeKind, type Space, type WrittenSpace } from './space.js';

export interface CheckedParameters {
  /** Those without a fault, in order of declaration. */
  readonly parameters: readonly Parameter[];
  readonly problems: readonly Problem[];
}

/** Settings that say what the sweep is, and so cannot change within it. */
const unsweepable = ['$schema', 'name', 'sweep', 'tracking', 'schedule'];

/** Whether every path names a setting and every value is valid there. */
export function checkParameters(
  written: Readonly<Record<string, WrittenSpace>>,
  phaseNames: readonly (string | undefined)[],
  method: SearchMethodName,
  locate: Locate,
): CheckedParameters {
  const parameters: Parameter[] = [];
  const problems: Problem[] = [];
  for (const [path, writtenSpace] of Object.entries(written)) {
    const setting = findSetting(path, phaseNames);
    const position = locate(['sweep', 'parameters', path], 'key');
    if (!setting) {
      problems.push({ ...unknownPath(path, phaseNames), position });
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
  const check = (value: unknown, at: readonly (string | number)[]) =>
    schemaProblems(inFull(value, setting.schema), setting.schema, setting.keys, (keys, part) =>
      locate([...at, ...keys.slice(setting.keys.length)], part),
    ).map(({ problem }) => problem);
  if (space.kind === 'choice')
    return space.values.flatMap((value, index) => check(value, itemPlace(parameter, index)));
  const { kind, low, high } = space;
  if (low >= high) return [emptyRange(setting, space, locate([...place, kind], 'value'))];
  const ends = [low, high].flatMap((end, index) => check(end, [...place, kind, index]));
  const isWhole =
    kind === 'int' || (!searchMethods[method].draws && gridPoints(space).every(Number.isInteger));
  if (ends.length > 0 || isWhole || setting.schema.type !== 'integer') return ends;
  return [needsWholeNumbers(setting, space, locate([...place, kind], 'key'))];
}

type Range = Space & { kind: RangeKind };

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
