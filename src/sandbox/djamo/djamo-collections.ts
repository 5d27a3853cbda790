import type { Incoming } from '../http.js';
import { page } from './djamo-list.js';

type Fields = Record<string, unknown>;

/** Resources of one kind that the API can create, read, list and perhaps update: webhooks or sub-companies. */
export interface Collection<T extends { id: string }> {
  /** All items, oldest first. Responses list them newest first. */
  readonly all: readonly T[];
  /** Creates an item from the fields of a request. Returns the item, or the problems of the fields. */
  create(fields: Fields): T | string[];
  /** Changes an item. Returns the item, or the problems of the fields. Missing if the API cannot change items. */
  update?(item: T, fields: Fields): T | string[];
}

/**
 * Result of a request to a collection: a body, or error messages, which the provider puts into its own error format.
 */
export type Managed = { status: number; body: object } | { status: number; messages: string[] };

/**
 * Handles a request to a collection. Invalid fields get a 400, and an unknown id or method a 404. Djamo does not
 * document the status codes of success, so the sandbox answers 201 to a POST and 200 to other requests.
 */
export function manage<T extends { id: string }>(collection: Collection<T>, incoming: Incoming): Managed {
  const { method, segments, query, body } = incoming;
  const [, , id, ...rest] = segments;
  if (rest.length > 0) return notFound(incoming);
  if (id !== undefined) return manageItem(collection, incoming, id);
  if (method === 'POST') return answer(201, collection.create(body));
  if (method !== 'GET') return notFound(incoming);
  return answer(200, page(collection.all, query) ?? ['cursor or limit is invalid']);
}

function manageItem<T extends { id: string }>(collection: Collection<T>, incoming: Incoming, id: string): Managed {
  const item = collection.all.find((candidate) => candidate.id === id);
  if (!item) return { status: 404, messages: [`${id} not found`] };
  if (incoming.method === 'GET') return { status: 200, body: item };
  if (incoming.method === 'PUT' && collection.update) return answer(200, collection.update(item, incoming.body));
  return notFound(incoming);
}

function answer(status: number, done: object | string[]): Managed {
  return Array.isArray(done) ? { status: 400, messages: done } : { status, body: done };
}

function notFound({ method, path }: Incoming): Managed {
  return { status: 404, messages: [`Cannot ${method} ${path}`] };
}
