/** Why an image could not be decoded; a value, as one bad file among thousands is no reason to stop. */
export interface Unreadable {
  readonly unreadable: string;
}

export const isUnreadable = (decoded: object): decoded is Unreadable => 'unreadable' in decoded;
