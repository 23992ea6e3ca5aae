import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The nearest folder that is a project; the workspace's own is one only if Nx takes it for one. */
export function projectRoot(folder: string, workspaceRoot: string): string {
  for (let candidate = folder; candidate !== '.'; candidate = path.dirname(candidate)) {
    const has = (name: string) => existsSync(path.join(workspaceRoot, candidate, name));
    if (has('project.json') || has('package.json')) return candidate;
  }
  return isRootProject(workspaceRoot) ? '.' : folder;
}

function isRootProject(workspaceRoot: string): boolean {
  return (
    existsSync(path.join(workspaceRoot, 'project.json')) || 'nx' in readJson(workspaceRoot, 'package.json')
  );
}

/** Whether the project says of itself that it has such a target; Nx makes targets of the scripts of a package too. */
export function hasTarget(root: string, name: string): boolean {
  const { scripts, nx } = readJson(root, 'package.json');
  const tables = [readJson(root, 'project.json')['targets'], (nx as Json | undefined)?.['targets'], scripts];
  return tables.some((table) => table instanceof Object && Object.hasOwn(table, name));
}

type Json = Readonly<Record<string, unknown>>;

/** What a file of a project holds; nothing where there is none, or Nx will say itself that it is no JSON. */
function readJson(folder: string, name: string): Json {
  try {
    return Object(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))) as Json;
  } catch {
    return {};
  }
}
