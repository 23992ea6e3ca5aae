import { isBase, ThawError, type Outside } from '@thaw/core';
import { relative, resolve } from 'node:path';
import { isDynamicPattern } from 'tinyglobby';
import { filesMatching } from './matching-files.js';
import { openSpec } from './open-spec.js';

export interface ChosenSpecs {
  /** Absolute, each once. */
  readonly files: readonly string[];
  /** Whether several were asked for, as by a glob, however many there are. */
  readonly areSeveral: boolean;
}

export interface ChooseOptions {
  readonly cwd: string;
  readonly env: Outside['env'];
  readonly onNotice: (line: string) => void;
}

/**
 * The specs that `--spec` names, by file or by glob. A glob passes over files without a name, which are there for others to
 * extend.
 * @throws ThawError `THAW-SPEC-NO-FILE` where a glob finds none.
 */
export async function chooseSpecs(
  names: readonly string[],
  { cwd, env, onNotice }: ChooseOptions,
): Promise<ChosenSpecs> {
  const files = new Set<string>();
  let areSeveral = names.length > 1;
  for (const name of names) {
    const matching = await filesMatching(name, cwd);
    const isGlob = isDynamicPattern(name) && !matching.includes(resolve(cwd, name));
    areSeveral ||= isGlob;
    if (!isGlob) files.add(resolve(cwd, name));
    const specs = isGlob ? await withoutBases(matching, env) : [];
    if (isGlob && specs.length === 0) throw noMatch(name, cwd, matching);
    const passed = isGlob ? matching.filter((file) => !specs.includes(file)) : [];
    if (passed.length > 0)
      onNotice(`without a name, and so passed over: ${passed.map((file) => relative(cwd, file)).join(', ')}`);
    for (const file of specs) files.add(file);
  }
  return { files: [...files], areSeveral };
}

/** What cannot be read stays, to be told. */
async function withoutBases(files: readonly string[], env: Outside['env']): Promise<readonly string[]> {
  const specs: string[] = [];
  for (const file of files) {
    const isPassedOver = await openSpec(file).then(
      ({ spec }) => isBase(spec, env),
      () => false,
    );
    if (!isPassedOver) specs.push(file);
  }
  return specs;
}

const noMatch = (pattern: string, cwd: string, matching: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-SPEC-NO-FILE',
    message: `no spec matches ${pattern}`,
    expected: `a file or a glob, relative to ${cwd}`,
    found: matching.length === 0 ? 'no file' : `${matching.length} without a name, which are no experiments`,
    remedy: 'put the glob in quotes, and check it',
  });
