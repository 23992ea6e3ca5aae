import type { Json } from '@thaw/core';

/** Where tables lie among a run's artifacts. */
export const tablesFolder = 'tables/';

/** MLflow's UI shows nothing below a title with a full stop; this looks the same. */
const oneDotLeader = '\u2024';

/** A table as MLflow's `log_table` writes it; its UI shows what lies in `tables/` as one. */
export const loggedTable = (columns: readonly string[], data: readonly (readonly Json[])[]): string =>
  JSON.stringify({ columns: columns.map((title) => title.replaceAll('.', oneDotLeader)), data });
