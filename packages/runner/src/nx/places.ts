import { isAbsolute, relative, sep } from 'node:path';

/** A path from the root of the workspace with `/`; undefined for what lies outside. */
export function inWorkspace(path: string, workspaceRoot: string): string | undefined {
  const way = relative(workspaceRoot, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : way.split(sep).join('/');
}

/** The package that a path leads into, which npm has installed. */
export function packageAt(path: string): string | undefined {
  const [, name] = /.*(?:^|[/\\])node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(path) ?? [];
  return name?.replaceAll('\\', '/');
}
