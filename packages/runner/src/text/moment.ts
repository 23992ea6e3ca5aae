const pattern = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/**
 * A moment since 1970 as ISO 8601 writes it. Without a zone it would be another on another machine, so it is none then; nor is
 * one of a day that its month does not have.
 */
export function parseMoment(text: string): Date | undefined {
  const { year, month, day } = pattern.exec(text.trim())?.groups ?? {};
  const moment = new Date(text.trim());
  if (day === undefined || Number.isNaN(moment.getTime()) || moment.getTime() < 0) return undefined;
  // JavaScript takes 30 February for 2 March.
  const noon = new Date(`${year}-${month}-${day}T12:00Z`);
  return noon.getUTCDate() === Number(day) ? moment : undefined;
}
