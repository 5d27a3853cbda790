import { timeOrNull, timeText } from '../payout-view.js';
import type { WebhookDeliveryRow } from '../storage/entities/webhook.entities.js';
import type { WebhookEndpoint } from '../storage/webhook-endpoints.repository.js';
import type { WebhookDeliveryDto, WebhookEndpointDto, WebhookStatisticsDto } from './dto/webhook-endpoint.dto.js';

/**
 * Data for the statistics of an endpoint: its last 100 deliveries with at least one attempt, and the time of its oldest
 * pending delivery in epoch milliseconds (null if none is pending).
 */
interface Statistics {
  readonly tried: readonly Pick<WebhookDeliveryRow, 'status' | 'durationMs'>[];
  readonly oldestPendingAt: number | null;
}

/** Statistics of a new endpoint, for which nothing was sent yet. */
export const NO_STATISTICS: Statistics = { tried: [], oldestPendingAt: null };

export function toEndpointDto(endpoint: WebhookEndpoint, statistics: Statistics): WebhookEndpointDto {
  const { id, url, types, signature, publicKey, disabledReason } = endpoint;
  return {
    id,
    url,
    types,
    signature,
    publicKey,
    latest: endpoint.latest === 1,
    enabled: endpoint.enabled === 1,
    disabledReason,
    stats: toStatisticsDto(statistics),
    createdAt: timeText(endpoint.createdAt),
  };
}

function toStatisticsDto({ tried, oldestPendingAt }: Statistics): WebhookStatisticsDto {
  const delivered = tried.filter(({ status }) => status === 'delivered').length;
  const durations = tried.flatMap(({ durationMs }) => durationMs ?? []).sort((one, other) => one - other);
  return {
    successRate: tried.length === 0 ? null : delivered / tried.length,
    p95Ms: durations[Math.ceil(durations.length * 0.95) - 1] ?? null,
    oldestPendingAt: timeOrNull(oldestPendingAt),
  };
}

export function toDeliveryDto(delivery: WebhookDeliveryRow): WebhookDeliveryDto {
  const { id, eventId, type, attempt, status, responseStatus, nextAt, attempts, createdAt } = delivery;
  return {
    id,
    eventId,
    type,
    attempt,
    status,
    responseStatus,
    nextAt: timeOrNull(nextAt),
    attempts: attempts.map((one) => ({ ...one, at: timeText(one.at) })),
    createdAt: timeText(createdAt),
  };
}
