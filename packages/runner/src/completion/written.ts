import { dirname, resolve } from 'node:path';
import { textOf } from './regular-file.js';
import { mostSpecBytes } from './specs.js';

/** What a spec says so far, with what it extends; also one that is half written. */
export interface Written {
  readonly backbone?: string;
  /** Names of its phases. */
  readonly phases: readonly string[];
}

const nothing: Written = { phases: [] };

/** What stands in a file; anything may be missing, or be something else. */
interface Source {
  readonly extends?: unknown;
  readonly backbone?: unknown;
  readonly phases?: unknown;
}

export async function written(spec: string | undefined, cwd: string): Promise<Written> {
  return spec === undefined ? nothing : readFile(resolve(cwd, spec), []);
}

/** `chain`: the files that led here, as some lead back to themselves. */
async function readFile(file: string, chain: readonly string[]): Promise<Written> {
  if (chain.includes(file)) return nothing;
  const source = await parsed(file);
  const named = [source.extends].flat().filter((name) => typeof name === 'string');
  const bases: Written[] = [];
  for (const base of await basesOf(named, dirname(file))) bases.push(await readFile(base, [...chain, file]));
  const backbone = nameOf(source.backbone) ?? bases.findLast((base) => base.backbone !== undefined)?.backbone;
  const phases = new Set(bases.flatMap((base) => base.phases));
  for (const [name, isThere] of phasesOf(source.phases)) {
    if (isThere) phases.add(name);
    else phases.delete(name);
  }
  return { ...(backbone !== undefined && { backbone }), phases: [...phases] };
}

async function parsed(file: string): Promise<Source> {
  try {
    const { yamlValue } = await import('./yaml-value.js');
    const value = yamlValue(textOf(file, mostSpecBytes, { whole: true }));
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

/** What finds files of packages takes a moment to load, and most specs extend nothing. */
async function basesOf(names: readonly string[], folder: string): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { findBase } = await import('../spec-files/find-base.js');
  return names.map((name) => findBase(name, folder)).filter((base) => typeof base === 'string');
}

/** A list of phases, or a map of those that are changed, by name; null takes one away. */
const phasesOf = (phases: unknown): readonly (readonly [string, boolean])[] => {
  if (Array.isArray(phases))
    return phases.flatMap((phase: unknown) => {
      const name = nameOf(phase);
      return name === undefined ? [] : [[name, true] as const];
    });
  return isMap(phases) ? Object.entries(phases).map(([name, phase]) => [name, phase !== null] as const) : [];
};

/** Of a network or a phase. */
function nameOf(value: unknown): string | undefined {
  const name = isMap(value) ? value['name'] : value;
  return typeof name === 'string' ? name : undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
