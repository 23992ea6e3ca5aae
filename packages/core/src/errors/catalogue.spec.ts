import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { areas, catalogue } from './catalogue.js';
import { errorsPage } from './errors-page.js';

const packages = new URL('../../../', import.meta.url);

/** Codes in the sources of all packages, each with a file that reports it. Specs and fixtures make up codes of their own. */
function codesInUse(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const name of readdirSync(packages)) {
    for (const file of readdirSync(new URL(`${name}/src/`, packages), {
      recursive: true,
      encoding: 'utf8',
    })) {
      const isSource =
        /\.ts$/.test(file) && !/\.(spec|fixture)\.ts$/.test(file) && !file.startsWith('errors/catalogue');
      if (!isSource) continue;
      const text = readFileSync(new URL(`${name}/src/${file}`, packages), 'utf8');
      for (const [, code] of text.matchAll(/['"`](THAW-[A-Z]+-[A-Z0-9-]+)['"`]/g))
        codes.set(code!, `${name}/src/${file}`);
    }
  }
  return codes;
}

describe('the error catalogue', () => {
  it('has every code that any package reports', () => {
    expect([...codesInUse()].filter(([code]) => !Object.hasOwn(catalogue, code))).toEqual([]);
  });

  it('has no code that nothing reports', () => {
    const used = codesInUse();
    expect(Object.keys(catalogue).filter((code) => !used.has(code))).toEqual([]);
  });

  it('has the codes of all areas, each in its own', () => {
    const codes = Object.entries(areas).flatMap(([area, { codes }]) =>
      Object.keys(codes).map((code) => ({ area, code })),
    );
    expect(codes.map(({ code }) => code)).toEqual(Object.keys(catalogue));
    for (const { area, code } of codes) expect(code.startsWith(`THAW-${area}-`), code).toBe(true);
  });

  it('is what docs/errors.md says (else: node packages/core/tools/emit-docs.mjs)', async () => {
    const path = fileURLToPath(new URL('../docs/errors.md', packages));
    const page = await format(errorsPage(), { ...(await resolveConfig(path)), filepath: path });
    expect(readFileSync(path, 'utf8')).toBe(page);
  });
});
