import {
  outlineOf,
  readSchedule,
  ThawError,
  valueOfYaml,
  type HistoryEntry,
  type NightSchedule,
} from '@thaw/core';
import { readFile, stat } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { filesMatching, filesOfWorkspace } from '../spec-files/matching-files.js';
import { openSpec, type OpenedSpec } from '../spec-files/open-spec.js';
import { specKeys } from '../spec-files/spec-keys.js';
import { readOpened } from '../sweep/read-spec.js';

/** A spec that says when its nights are due, as far as it can be read. */
export interface ScheduledSpec {
  readonly file: string;
  /** By which the history knows it: the file relative to the workspace, with `/`. */
  readonly spec: string;
  readonly name: string;
  /** Absent where it is written wrongly. */
  readonly schedule?: NightSchedule;
  /** Why the spec cannot be swept. */
  readonly problem?: unknown;
}

export interface SpecsWanted {
  readonly cwd: string;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files or globs, relative to `cwd`; none for all of the workspace that have a schedule. */
  readonly specs: readonly string[];
  /** Whether the spec has been one with a schedule. */
  readonly wasScheduled: (spec: string) => boolean;
  readonly onNotice: (line: string) => void;
}

/** Whether a history tells of a spec. */
export const scheduledIn = (entries: readonly HistoryEntry[]): SpecsWanted['wasScheduled'] => {
  const specs = new Set(entries.map(({ spec }) => spec));
  return (spec) => specs.has(spec);
};

/**
 * The specs with a schedule of their own or of what they extend. One that is wrong is among them, as nobody else would
 * miss it, unless others extend it: it then need not be whole.
 * @throws ThawError where a pattern names no file.
 */
export async function scheduledSpecs(wanted: SpecsWanted): Promise<readonly ScheduledSpec[]> {
  const { cwd, workspace, specs, onNotice } = wanted;
  const found: ScheduledSpec[] = [];
  const extended = new Set<string>();
  for (const file of specs.length > 0 ? await filesNamed(specs, cwd) : await filesOfWorkspace(workspace)) {
    const spec = relative(workspace, file).split(sep).join('/');
    const read = await readScheduled(file, spec, wanted);
    if (read) {
      found.push(read.spec);
      for (const base of read.extends) extended.add(base);
    } else if (specs.length > 0) onNotice(`${spec} is no spec with a schedule, and passed over`);
  }
  return found.filter(({ file, problem }) => problem === undefined || !extended.has(file));
}

async function filesNamed(patterns: readonly string[], cwd: string): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const matching = await filesMatching(pattern, cwd);
    if (matching.length === 0) throw noFile(pattern, cwd);
    for (const file of matching) {
      if ((await stat(file)).isDirectory()) throw isFolder(pattern);
      files.add(file);
    }
  }
  return [...files];
}

async function readScheduled(
  file: string,
  spec: string,
  wanted: SpecsWanted,
): Promise<{ readonly spec: ScheduledSpec; readonly extends: readonly string[] } | undefined> {
  // A file that has gone or may not be read since it was listed is nobody's night.
  const text = await readFile(file, 'utf8').catch(() => '');
  const mayBe = mayBeScheduled(text);
  if (mayBe === 'no') return undefined;
  const name = basename(file).replace(/\.ya?ml$/, '');
  let opened: OpenedSpec;
  try {
    opened = await openSpec(file);
  } catch (problem) {
    // It is no UTF-8, or far too large: no reason to hold none of the other nights.
    return mayBe === 'yes' ? { spec: { file, spec, name, problem }, extends: [] } : undefined;
  }
  const { env } = wanted;
  const schedule = readSchedule(opened.spec, env);
  if (!schedule && !asksForNights(opened, spec, mayBe, wanted)) return undefined;
  const about = { file, spec, ...(schedule && { schedule }) };
  const bases = opened.files.slice(1);
  try {
    const read = await readOpened(opened, { env });
    return { spec: { ...about, name: read.name }, extends: bases };
  } catch (problem) {
    return { spec: { ...about, name, problem }, extends: bases };
  }
}

/**
 * Whether there is a schedule that only cannot be read. A spec may take away that of what it extends; and what has one from there
 * is a spec, or some other tool's. Where what it extends is missing nobody can say, and what it was counts.
 */
function asksForNights(
  opened: OpenedSpec,
  spec: string,
  mayBe: Exclude<MayBe, 'no'>,
  { env, wasScheduled }: SpecsWanted,
): boolean {
  const { keys, isBroken } = outlineOf(opened.spec, { outside: { env } });
  const isSpec = mayBe === 'yes' || specKeys.filter((key) => keys.includes(key)).length >= 2;
  return (isSpec && keys.includes('schedule')) || (isBroken && wasScheduled(spec));
}

type MayBe = 'yes' | 'by what it extends' | 'no';

/** Whether a text is a spec with a schedule, or was meant to be one: other tools have YAML files and schedules too. */
function mayBeScheduled(text: string): MayBe {
  if (!/schedule|extends/.test(text)) return 'no';
  const has = keysOf(text);
  if (has('schedule') && (has('phases') || has('backbone') || has('extends'))) return 'yes';
  return has('extends') ? 'by what it extends' : 'no';
}

/** Which keys stand at the top of a YAML file, as far as that can be seen of one that is broken. */
function keysOf(text: string): (key: string) => boolean {
  try {
    const value: unknown = valueOfYaml(text);
    return (key) => value !== null && typeof value === 'object' && Object.hasOwn(value, key);
  } catch {
    return (key) => new RegExp(`^["']?${key}["']?\\s*:`, 'm').test(text);
  }
}

const isFolder = (pattern: string): ThawError =>
  new ThawError({
    code: 'THAW-NIGHT-NO-SPEC',
    message: `${pattern} is a folder`,
    expected: 'a file or a glob',
    found: JSON.stringify(pattern),
    remedy: `for all that lie in it: --specs '${pattern.replace(/\/+$/, '')}/**/*.yaml'`,
  });

const noFile = (pattern: string, cwd: string): ThawError =>
  new ThawError({
    code: 'THAW-NIGHT-NO-SPEC',
    message: `no YAML file matches ${pattern}`,
    expected: `a file or a glob, relative to ${cwd}`,
    found: JSON.stringify(pattern),
    remedy: 'check --specs; leave it out for all specs of the workspace that have a schedule',
  });
