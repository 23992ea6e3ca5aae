import { count } from '../text/count.js';
import { formatBytes } from '../text/bytes.js';
import type { Call } from './call.js';
import type { Session } from './open-session.js';

/** Does a piece of work, and waits until what it has stored is in the cache too. */
export async function whileUploading<Result>(
  { uploads, cache }: Pick<Session, 'uploads' | 'cache'>,
  { onNotice }: Pick<Call, 'onNotice'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } finally {
    const { stages, bytes } = (await uploads?.finish()) ?? { stages: 0, bytes: 0 };
    if (stages > 0)
      onNotice(`uploaded ${count(stages, 'stage')} (${formatBytes(bytes)}) to ${cache!.address}`);
  }
}
