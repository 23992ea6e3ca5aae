/** A moment as ISO 8601 writes it. Without a zone it would be another on another machine, so it is none then. */
export function parseMoment(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i.test(text.trim())) return undefined;
  const moment = new Date(text.trim());
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
