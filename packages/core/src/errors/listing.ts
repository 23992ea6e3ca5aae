/** `a, b or c`; with more than `limit` words, the first of them and how many follow. */
export function listing(words: readonly string[], conjunction: 'and' | 'or', limit = Infinity): string {
  if (words.length > limit) return `${words.slice(0, limit).join(', ')}, … (${words.length - limit} more)`;
  if (words.length < 2) return words.join();
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
