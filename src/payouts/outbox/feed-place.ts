import type { PlacedEvent } from '../storage/outbox.repository.js';

/** How far a reader has come. */
export interface FeedPlace {
  readonly position: number;
  /** The end of the id of the event there: an older copy of the database has another one. Empty when nothing is there. */
  readonly mark: string;
}

const PLACE = /^(\d{1,15})\.([0-9a-f]{12})?$/;

export function placeOf(position: number, event: Pick<PlacedEvent, 'id'> | null): FeedPlace {
  return { position, mark: event?.id.slice(-12) ?? '' };
}

export function placeToText({ position, mark }: FeedPlace): string {
  return Buffer.from(`${position}.${mark}`).toString('base64url');
}

/** Null for what never was a place. */
export function placeFromText(text: string): FeedPlace | null {
  const [, position, mark = ''] = PLACE.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (position === undefined) return null;
  const place = { position: Number(position), mark };
  return placeToText(place) === text ? place : null;
}
