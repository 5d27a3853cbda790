import type { PlacedEvent } from '../storage/outbox.repository.js';

/** A reader's position in the feed, which clients get as an opaque text. */
export interface FeedPlace {
  readonly position: number;
  /**
   * End of the id of the event at this position, to recognize another database or an older copy. Empty without an
   * event.
   */
  readonly mark: string;
}

const PLACE = /^(\d{1,15})\.([0-9a-f]{12})?$/;

export function feedPlaceOf(position: number, event: Pick<PlacedEvent, 'id'> | null): FeedPlace {
  return { position, mark: event?.id.slice(-12) ?? '' };
}

export function placeToText({ position, mark }: FeedPlace): string {
  return Buffer.from(`${position}.${mark}`).toString('base64url');
}

/** Parses a position from a client. Returns null if the text is not one. */
export function placeFromText(text: string): FeedPlace | null {
  const [, position, mark = ''] = PLACE.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (position === undefined) return null;
  const place = { position: Number(position), mark };
  return placeToText(place) === text ? place : null;
}
