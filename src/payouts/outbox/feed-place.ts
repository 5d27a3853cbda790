import type { PlacedEvent } from '../storage/outbox.repository.js';

/** Position of a reader in the feed. Clients get it as an opaque text. */
export interface FeedPlace {
  /** Position of the last event that the reader has read or skipped. 0 is the start of the feed. */
  readonly position: number;
  /**
   * Last 12 characters of the id of the event at this position. If they differ from the stored event, the position is
   * from another database or from an older copy. Empty if there is no event at the position.
   */
  readonly mark: string;
}

const PLACE = /^(\d{1,15})\.([0-9a-f]{12})?$/;

/** Returns the place for a position. `event` is the event at that position, or null if there is none. */
export function feedPlaceOf(position: number, event: Pick<PlacedEvent, 'id'> | null): FeedPlace {
  return { position, mark: event?.id.slice(-12) ?? '' };
}

export function placeToText({ position, mark }: FeedPlace): string {
  return Buffer.from(`${position}.${mark}`).toString('base64url');
}

/** Parses the text of a position that a client sends back. Returns null if `placeToText` cannot have written it. */
export function placeFromText(text: string): FeedPlace | null {
  const [, position, mark = ''] = PLACE.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (position === undefined) return null;
  const place = { position: Number(position), mark };
  return placeToText(place) === text ? place : null;
}
