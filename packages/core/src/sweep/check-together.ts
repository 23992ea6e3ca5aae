import { listing } from '../errors/listing.js';
import type { Problem } from '../errors/problem.js';
import type { Json } from '../ports/tracker.js';
import { conditionsOf } from './check-conditions.js';
import type { Parameter } from './parameter.js';
import { unknownParameter, type Relations } from './relations.js';
import type { Axis } from './search-space.js';

/** Names of parameters in groups; what the schema has something against is undefined. */
export type WrittenTogether = readonly (readonly (string | undefined)[] | undefined)[];

/** What is wrong with which parameters go together. */
export function togetherProblems(together: WrittenTogether, relations: Relations): readonly Problem[] {
  const { locate } = relations;
  const seen = new Set<string>();
  return together.flatMap((group = [], index) => {
    const ofNames = group.flatMap((path, place) => {
      if (path === undefined) return [];
      const at = ['sweep', 'together', index, place];
      const isSeen = seen.has(path);
      seen.add(path);
      if (!isSeen) return unknownParameter(path, at, relations) ?? [];
      const problem: Problem = {
        code: 'THAW-SWEEP-TOGETHER-TWICE',
        message: `${path} is named twice under together`,
        position: locate(at, 'value'),
        expected: 'each parameter once',
        found: path,
        remedy: 'take it away, or make one group of all that go together',
      };
      return problem;
    });
    const parameters = membersOf(group, relations);
    if (ofNames.length > 0 || parameters.length < group.length) return ofNames;
    return listProblem(parameters, index, relations) ?? [];
  });
}

function listProblem(
  parameters: readonly Parameter[],
  index: number,
  { locate }: Relations,
): Problem | undefined {
  const counts = parameters.map(countOf);
  const wrong = wrongIn(parameters);
  if (wrong < 0) return undefined;
  const inWords = parameters.map(
    ({ setting }, place) => `${setting.path}: ${counts[place] === undefined ? 'a range' : counts[place]}`,
  );
  return {
    code: 'THAW-SWEEP-TOGETHER-LISTS',
    message: `${listing(
      parameters.map(({ setting }) => setting.path),
      'and',
    )} do not go together`,
    position: locate(['sweep', 'together', index, wrong], 'value'),
    expected: 'lists with as many values each, of which the first go together, then the second, …',
    found: inWords.join(', '),
  };
}

const countOf = ({ space }: Parameter) => (space.kind === 'choice' ? space.values.length : undefined);

/** The first of a group that has no list as long as the others'; none of a parameter alone. */
function wrongIn(group: readonly Parameter[]): number {
  if (group.length < 2) return -1;
  const counts = group.map(countOf);
  return counts.findIndex((count) => count === undefined || count !== counts[0]);
}

/** What a search chooses: each parameter, or those that go together at once. Those that cannot are left out. */
export function axesOf(
  parameters: readonly Parameter[],
  together: WrittenTogether,
  relations: Relations,
): readonly Axis[] {
  const groups = together.map((group = []) => membersOf(group, relations));
  return parameters.flatMap((parameter): Axis | readonly Axis[] => {
    const group = groups.find((members) => members.includes(parameter));
    if (group && (group[0] !== parameter || wrongIn(group) >= 0)) return [];
    return axisOf(group ?? [parameter], relations);
  });
}

const membersOf = (group: readonly (string | undefined)[], { sound }: Relations): readonly Parameter[] =>
  group.flatMap((path) => (path !== undefined && sound.get(path)) || []);

function axisOf(members: readonly Parameter[], relations: Relations): Axis {
  const paths = members.map(({ setting }) => setting.path);
  const when = members.flatMap((member) => conditionsOf(member, relations));
  const [{ space }] = members as [Parameter];
  if (members.length === 1) return { paths, space, when };
  const lists = members.map((member) => (member.space.kind === 'choice' ? member.space.values : []));
  const rows = lists[0]!.map((_, row): Json => lists.map((list) => list[row]!));
  return { paths, space: { kind: 'choice', values: rows }, when };
}
