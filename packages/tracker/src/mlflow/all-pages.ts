import { ThawError } from '@thaw/core';

export interface Page<Item> {
  readonly items: readonly Item[] | undefined;
  /** Absent or empty on the last page. */
  readonly next: string | undefined;
}

/** Of a thousand runs each: as many as no server has. */
const mostPages = 10_000;

/**
 * All items of all pages.
 * @throws ThawError `THAW-TRACKING-NOT-MLFLOW` where a page is said to follow that has been: there would be no end.
 */
export async function allPages<Item>(
  page: (token: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const found: Item[] = [];
  const seen = new Set<string>();
  for (let token: string | undefined; ;) {
    const { items = [], next } = await page(token);
    for (const item of items) found.push(item);
    if (!next) return found;
    if (seen.has(next) || seen.size === mostPages) throw withoutEnd();
    seen.add(next);
    token = next;
  }
}

const withoutEnd = (): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-NOT-MLFLOW',
    message: 'the pages of an answer of the MLflow server have no end',
    expected: 'another page each time',
    remedy: 'Check MLFLOW_TRACKING_URI: something that keeps answers may stand in front of the server.',
  });
