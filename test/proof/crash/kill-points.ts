import type { KillOrder, Provider } from './crash-run.js';

/** A named step of the life of a payout, at which the service dies. */
export interface KillPoint {
  readonly step: string;
  readonly order: KillOrder;
  /** What the payout must meet on its way to come by. */
  readonly inputs: Readonly<Partial<Record<Provider, string>>>;
}

const PLAIN = { djamo: '00', jumia: 'awa' };
/** Executed, and its reply is lost: it has to be looked up. */
const LOST_REPLY = { djamo: '31', jumia: 'lost-reply' };
const CREDIT = { jumia: 'awa' };
/** Never arrives, and nobody can tell: Djamo's is reviewed. */
const LOST_REQUEST = { djamo: '41' };

const INSERT_PAYOUT = 'INSERT INTO cauri_payout \\(';
const INSERT_EVENT = 'INSERT INTO cauri_payout_event \\(';
const INSERT_ATTEMPT = 'INSERT INTO cauri_attempt \\(';
// Of a set the statement begins with the set: UPDATE JSON_TABLE(…) n STRAIGHT_JOIN cauri_payout t ON …
const UPDATE_PAYOUT = 'db UPDATE .*cauri_payout\\W';
const UPDATE_ATTEMPT = 'db UPDATE .*cauri_attempt\\W';
const INSERT_CALLBACK = 'INSERT INTO .cauri_callback';
const COMMIT = '^db COMMIT';
const SEND = '^http POST .*(/transactions|/single-credits/[^/]+)$';
const CREATED = '^answer POST /v1/payouts 201';
const RECEIVED = '^answer POST /v1/callbacks';
const LOOK_UP = '^http GET ';
const CANCEL = '^http POST .*/cancel$';
const REVIEW = 'db UPDATE .*cauri_payout\\W.* SET .*review_reason';

/** Answers of the database can be lost only where it is another process. */
const commit = (step: string, after: string): [string, KillOrder][] => [
  [`${step}: COMMIT sent, its answer lost`, { after, at: COMMIT, when: 'sent' }],
  [`${step}: committed, nothing done with it`, { after, at: COMMIT, when: 'after' }],
];

const ACCEPT: [string, KillOrder][] = [
  ['accept: before the row', { at: INSERT_PAYOUT, when: 'before' }],
  ['accept: between row and event', { at: INSERT_EVENT, when: 'before' }],
  ['accept: before COMMIT', { after: INSERT_PAYOUT, at: COMMIT, when: 'before' }],
  ...commit('accept', INSERT_PAYOUT),
  ['accept: before the 201', { at: CREATED, when: 'before' }],
  ['accept: during the 201', { at: CREATED, when: 'after' }],
];

const INTENT: [string, KillOrder][] = [
  ['intent: before the claim', { after: CREATED, at: UPDATE_PAYOUT, when: 'before' }],
  ['intent: claimed, no attempt', { at: INSERT_ATTEMPT, when: 'before' }],
  ['intent: before COMMIT', { after: INSERT_ATTEMPT, at: COMMIT, when: 'before' }],
  ...commit('intent', INSERT_ATTEMPT),
];

const SENDING: [string, KillOrder][] = [
  ['send: before the connection', { at: SEND, when: 'before' }],
  ['send: answered, not read', { at: SEND, when: 'after' }],
];

const RECORD: [string, KillOrder][] = [
  ['record: before the attempt', { after: SEND, at: UPDATE_ATTEMPT, when: 'before' }],
  ['record: between attempt and payout', { after: SEND, at: UPDATE_PAYOUT, when: 'before' }],
  ['record: between payout and event', { after: SEND, at: INSERT_EVENT, when: 'before' }],
  ['record: before COMMIT', { after: UPDATE_ATTEMPT, at: COMMIT, when: 'before' }],
  ...commit('record', UPDATE_ATTEMPT),
];

const RECONCILE: [string, KillOrder][] = [
  ['look-up: before it', { after: SEND, at: LOOK_UP, when: 'before' }],
  ['look-up: answered, not read', { after: SEND, at: LOOK_UP, when: 'after' }],
  ['look-up: between payout and event', { after: LOOK_UP, at: INSERT_EVENT, when: 'before' }],
  ['look-up: before COMMIT', { after: LOOK_UP, at: COMMIT, when: 'before' }],
  ...commit('look-up', LOOK_UP),
];

const PARK: [string, KillOrder][] = [
  ['look-up: between two of them', { after: SEND, at: LOOK_UP, nth: 2, when: 'before' }],
  ['review: before it', { at: REVIEW, when: 'before' }],
  ['review: before COMMIT', { after: REVIEW, at: COMMIT, when: 'before' }],
  ...commit('review', REVIEW),
];

const CALLBACK: [string, KillOrder][] = [
  ['callback: before it is stored', { at: INSERT_CALLBACK, when: 'before' }],
  ['callback: stored, before COMMIT', { after: INSERT_CALLBACK, at: COMMIT, when: 'before' }],
  ...commit('callback', INSERT_CALLBACK),
  ['callback: before the 200', { at: RECEIVED, when: 'before' }],
  ['callback: answered, nothing read', { after: RECEIVED, at: LOOK_UP, when: 'before' }],
  ['callback: read, not recorded', { after: RECEIVED, at: LOOK_UP, when: 'after' }],
];

const TAKE_BACK: [string, KillOrder][] = [
  ['cancel: before its intent is committed', { after: '/cancel 202', at: COMMIT, when: 'before' }],
  ['cancel: before the POST', { at: CANCEL, when: 'before' }],
  ['cancel: answered, not recorded', { at: CANCEL, when: 'after' }],
  ['cancel: before the outcome is committed', { after: CANCEL, at: COMMIT, when: 'before' }],
  ...commit('cancel', CANCEL),
];

function points(named: readonly [string, KillOrder][], inputs: KillPoint['inputs']): KillPoint[] {
  return named.map(([step, order]) => ({ step, order, inputs }));
}

export const KILL_POINTS: readonly KillPoint[] = [
  ...points(ACCEPT, PLAIN),
  ...points(INTENT, PLAIN),
  ...points(SENDING, PLAIN),
  ...points(RECORD, PLAIN),
  ...points(RECONCILE, LOST_REPLY),
  ...points(PARK, LOST_REQUEST),
  ...points(CALLBACK, PLAIN),
  ...points(TAKE_BACK, CREDIT),
];
