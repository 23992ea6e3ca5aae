import { expect, it } from 'vitest';
import { formatProblems } from '../errors/format-problems.js';
import { ThawError, type Problem } from '../errors/problem.js';
import { contentHash } from '../hash/content-hash.js';
import { seededRandom } from '../random/random.js';
import { backboneNames } from './backbone-names.js';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';
import { mutateSpec, type MutatedSpec } from './mutate-spec.fixture.js';

/** A long search by hand: `FUZZ_SEED=7 FUZZ_SPECS=100000 npx vitest run src/spec/mutated-specs.integration.spec.ts`. */
const { FUZZ_SEED: seed = '1', FUZZ_SPECS: count = '1000' } = process.env;

const isPlaced = ({ position, message }: Problem) =>
  position !== undefined &&
  ['f.yaml', '--set'].includes(position.file) &&
  [position.line, position.column, position.length].every((place) => Number.isInteger(place) && place >= 1) &&
  !/undefined|\bNaN\b|\[object/.test(message);

/** How a spec was taken; what it is if neither valid nor refused with a place for everything. */
function outcomeOf({ text, overrides }: MutatedSpec): 'valid' | 'refused' | { readonly defect: unknown } {
  try {
    backboneNames(text, overrides);
    const loaded = loadSpec(text, { file: 'f.yaml', backbones, overrides, resolvePath: (path) => path });
    contentHash([loaded.runs, loaded.objective]);
    return 'valid';
  } catch (error) {
    if (!(error instanceof ThawError)) return { defect: error };
    formatProblems(error.problems);
    return error.problems.every(isPlaced) ? 'refused' : { defect: error.problems };
  }
}

it(
  'takes every mutated spec as valid, or refuses it with a place for everything that is wrong',
  () => {
    const outcomes = { valid: 0, refused: 0 };
    for (let index = 0; index < Number(count); index++) {
      const spec = mutateSpec(seededRandom(['mutated specs', Number(seed), index]));
      const outcome = outcomeOf(spec);
      if (typeof outcome === 'object') {
        const { text, overrides } = spec;
        expect.fail(
          `spec ${index} of seed ${seed}\n${text}\n--set ${overrides.join()}\n${explain(outcome.defect)}`,
        );
      }
      outcomes[outcome]++;
    }
    // Neither kind may be missing: then the mutations would say nothing.
    expect(outcomes.valid / Number(count)).toBeGreaterThan(0.02);
    expect(outcomes.refused / Number(count)).toBeGreaterThan(0.3);
  },
  24 * 3600 * 1000,
);

const explain = (defect: unknown) =>
  defect instanceof Error ? defect.stack : JSON.stringify(defect, undefined, 2);
