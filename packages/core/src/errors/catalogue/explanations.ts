/** Codes of one area, each with a paragraph (Markdown) on what it means and how to get past it. */
export type Explanations<Area extends string> = Readonly<Record<`THAW-${Area}-${string}`, string>>;
