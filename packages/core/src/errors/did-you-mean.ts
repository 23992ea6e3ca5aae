import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant; none if even the nearest differs in more than a third of its letters. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const [best] = [...candidates]
    .map((candidate) => ({ candidate, slips: slips(bare(word), bare(candidate)) }))
    .filter(
      ({ candidate, slips }) => slips <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)),
    )
    .toSorted((a, b) => a.slips - b.slips || distance(word, a.candidate) - distance(word, b.candidate));
  return best?.candidate;
}

/** A remedy that names the nearest candidate, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? undefined : `did you mean \`${candidate}\`?`;
}

/** Case, dashes, underscores and spaces are slips that cost nothing; letters in another order cost one. */
const slips = (a: string, b: string) => (a !== b && sorted(a) === sorted(b) ? 1 : distance(a, b));
const bare = (word: string) => word.toLowerCase().replaceAll(/[-_ ]/g, '');
const sorted = (word: string) => [...word].toSorted().join('');
