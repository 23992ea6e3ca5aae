import type { Problem } from '../../errors/problem.js';
import { own } from '../../records/own.js';
import { schemaProblems } from '../schema-problems.js';
import { extendsSchema } from '../schema/extends.js';
import type { YamlSource } from '../yaml-source.js';
import type { Reference } from './spec-file.js';

interface Extends {
  readonly references: readonly Reference[];
  readonly problems: readonly Problem[];
}

/** What a spec says that it extends, in its order. */
export function readExtends(source: YamlSource): Extends {
  const written = extendsOf(source.value);
  if (written === undefined) return { references: [], problems: [] };
  const locate = source.locate.bind(source);
  const findings = schemaProblems(written, extendsSchema, ['extends'], locate);
  if (findings.length > 0) return { references: [], problems: findings.map(({ problem }) => problem) };
  const references = [written as string | readonly string[]].flat().map((name, index) => ({
    name,
    position: locate(Array.isArray(written) ? ['extends', index] : ['extends'], 'value'),
  }));
  const computed = references.find(({ name }) => name.includes('${'));
  if (!computed) return { references, problems: [] };
  return { references: [], problems: [namedByVariable(computed)] };
}

export const extendsOf = (value: unknown): unknown => (isMap(value) ? own(value, 'extends') : undefined);

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Editors, Nx and people see from the files alone what a spec is made of. */
const namedByVariable = ({ name, position }: Reference): Problem => ({
  code: 'THAW-SPEC-INTERPOLATION',
  message: 'what a spec extends is written out',
  position,
  expected: 'the name of a file, without ${',
  found: JSON.stringify(name),
  remedy: 'name the file; write a spec for each that you want to extend',
});
