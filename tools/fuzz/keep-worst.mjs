/**
 * Notes the worst inputs of a campaign in `worst.json`, beside what have been findings before:
 *
 *     node tools/fuzz/keep-worst.mjs PIECES.ndjson
 *
 * What a number means depends on the target's file: after a change of how it damages things, a campaign finds the worst anew.
 */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { readPieces } from './pieces.mjs';
import { targetNames } from './targets/index.mjs';
import { worst, worstFile } from './worst.mjs';

/** Of each kind. */
const kept = 2;

const most = (inputs) =>
  inputs
    .filter(([, seed]) => seed !== undefined)
    .sort(([a], [b]) => b - a)
    .slice(0, kept)
    .map(([, seed, index]) => `${seed}/${index}`);

const pieces = readPieces(process.argv[2]);
const all = targetNames.map((name) => {
  const own = pieces.filter((piece) => piece.name === name);
  if (own.length === 0) return [name, worst[name]];
  const found = own.flatMap(({ findings }) => findings.map(({ seed, index }) => `${seed}/${index}`));
  return [
    name,
    {
      findings: [...new Set([...(worst[name]?.findings ?? []), ...found])],
      slowest: most(own.map(({ slowest }) => slowest)),
      largest: most(own.map(({ largest }) => largest)),
    },
  ];
});
const text = JSON.stringify(Object.fromEntries(all));
writeFileSync(worstFile, await format(text, { parser: 'json', printWidth: 110 }));
