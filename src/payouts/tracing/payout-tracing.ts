import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Attributes, Context, Link, Tracer } from '@opentelemetry/api';
import { asksForTraces, type TraceContext } from '../../common/trace-context.js';
import { EngineContext } from '../engine/engine-context.js';
import type { GroupCommitted, ProviderCall } from '../engine/telemetry.js';
import type { JournalEntry } from '../storage/journal.js';
import { traceOfPayout } from './payout-trace.js';

type Api = typeof import('@opentelemetry/api');
type PayoutEntry = Extract<JournalEntry, { kind: 'payout' }>;

/**
 * Results of a provider call to which the provider gave an answer. A span with any other result is marked as an error.
 */
const ANSWERED = ['accepted', 'refused', 'found', 'absent', 'ok'];

/**
 * Creates OpenTelemetry spans from the telemetry events of the engine: for each change of a payout, each call of a
 * provider, and each COMMIT that stores the work of several requests. Without `OTEL_…` variables it does nothing. No
 * attribute contains personal data.
 */
@Injectable()
export class PayoutTracing implements OnModuleInit {
  constructor(private readonly context: EngineContext) {}

  async onModuleInit(): Promise<void> {
    if (!asksForTraces(process.env)) return;
    const spans = new Spans(await import('@opentelemetry/api'));
    const { telemetry } = this.context;
    telemetry.on('committed', (entries) => {
      for (const entry of entries) if (entry.kind === 'payout') spans.step(entry);
    });
    telemetry.on('called', (call) => spans.call(call));
    telemetry.on('grouped', (group) => spans.commit(group));
  }
}

class Spans {
  private readonly tracer: Tracer;

  constructor(private readonly api: Api) {
    this.tracer = api.trace.getTracer('cauri');
  }

  /**
   * Records a change of a payout as a span in the trace of the payout. The span is linked to the request that caused
   * the change.
   */
  step({ payout, events, request }: PayoutEntry): void {
    const { id, provider, account, status, version } = payout;
    const [first] = events;
    if (first === undefined) return;
    const attributes = {
      'cauri.provider': provider,
      'cauri.account': account,
      'cauri.payout.status': status,
      'cauri.payout.version': version,
      'cauri.events': events.map(({ type }) => type),
    };
    const links = request?.trace ? [{ context: request.trace }] : [];
    this.tracer.startSpan(`payout ${first.type}`, { attributes, links }, this.within(traceOfPayout(id))).end();
  }

  /**
   * Records a call of a provider as a span in the trace of its payout. A call about no payout gets a trace of its own.
   */
  call({ provider, account, operation, result, seconds, payoutId }: ProviderCall): void {
    const failed = !ANSWERED.includes(result);
    const attributes: Attributes = {
      'cauri.provider': provider,
      'cauri.account': account,
      'cauri.operation': operation,
      'cauri.result': result,
      'http.request.method': operation === 'submit' || operation === 'cancel' ? 'POST' : 'GET',
      ...(failed && { 'error.type': result }),
    };
    const end = Date.now();
    const startTime = end - seconds * 1_000;
    const options = { kind: this.api.SpanKind.CLIENT, attributes, startTime };
    const parent = payoutId === null ? this.api.ROOT_CONTEXT : this.within(traceOfPayout(payoutId));
    const span = this.tracer.startSpan(`${provider} ${operation}`, options, parent);
    if (failed) span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    span.end(end);
  }

  /**
   * Records a COMMIT as a span in a trace of its own, because several requests or payouts share it. The span is linked
   * to all of them.
   */
  commit({ work, size, seconds, requests, payouts }: GroupCommitted): void {
    const ids = [...requests.flatMap(({ payoutId }) => payoutId ?? []), ...payouts];
    const links: Link[] = [
      ...requests.flatMap(({ trace }) => (trace ? [{ context: trace }] : [])),
      ...ids.map((id) => ({ context: traceOfPayout(id) })),
    ];
    const attributes = { 'db.operation.name': 'COMMIT', 'db.operation.batch.size': size, 'cauri.work': work };
    const end = Date.now();
    const options = { kind: this.api.SpanKind.CLIENT, attributes, links, startTime: end - seconds * 1_000 };
    this.tracer.startSpan(`COMMIT ${work}`, options, this.api.ROOT_CONTEXT).end(end);
  }

  /** Returns a context for OpenTelemetry. A span that is started in this context becomes part of the given trace. */
  private within(trace: TraceContext): Context {
    return this.api.trace.setSpanContext(this.api.ROOT_CONTEXT, { ...trace, isRemote: true });
  }
}
