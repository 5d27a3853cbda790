import { type Command, Option } from 'commander';
import type { OutboxEventType } from '../../payouts/domain/outbox-event.js';
import type { WebhookEndpointDto } from '../../payouts/webhooks/dto/webhook-endpoint.dto.js';
import { WebhookDeliveriesService } from '../../payouts/webhooks/webhook-deliveries.service.js';
import { WebhookEndpointsService } from '../../payouts/webhooks/webhook-endpoints.service.js';
import { table } from '../../terminal/table.js';
import { consumer, endpointId, eventTypes, time } from '../arguments.js';
import { everyPage } from '../pages.js';
import { withService } from '../service.js';
import { command, group, type OutputOptions, print, type Shell } from '../shell.js';

const HEADINGS = ['id', 'url', 'types', 'enabled', 'success', 'p95', 'oldest pending'];
/** Value for the parameter `consumer` that selects the endpoints of all consumers. An operator may see all of them. */
const EVERYBODYS = null;

interface CreateOptions extends OutputOptions {
  readonly consumer: string;
  readonly url: string;
  readonly types?: readonly OutboxEventType[];
  readonly signature: 'v1' | 'v1a';
  readonly latest?: boolean;
  readonly operations?: boolean;
}

/**
 * Creates the command `cauri endpoints` for webhook endpoints, the URLs at which consumers get events. A secret is
 * printed only when it is created or rotated.
 */
export function endpointsCommand(shell: Shell): Command {
  return group('endpoints', 'Manage the webhook endpoints of consumers')
    .addCommand(listCommand(shell))
    .addCommand(createCommand(shell))
    .addCommand(testCommand(shell))
    .addCommand(recoverCommand(shell))
    .addCommand(rotateCommand(shell));
}

function listCommand(shell: Shell): Command {
  return command('list', 'List the endpoints of all consumers, without their secrets').action(
    (options: OutputOptions) =>
      withService(shell, async (service) => {
        const endpoints = service.get(WebhookEndpointsService);
        const data = await everyPage((page) => endpoints.list(page, EVERYBODYS));
        print(shell, options, { data }, table(HEADINGS, data.map(toRow)));
      }),
  );
}

function createCommand(shell: Shell): Command {
  return command('create', 'Create an endpoint; its secret is shown only now')
    .requiredOption('--consumer <name>', 'whom it belongs to', consumer)
    .requiredOption('--url <url>', 'where it is told')
    .option('--types <types>', 'event types, comma-separated; default: all', eventTypes)
    .addOption(new Option('--signature <signature>').choices(['v1', 'v1a']).default('v1'))
    .option('--latest', 'skip an event if a newer version of its payout is known')
    .option('--operations', 'also send events about accounts and discrepancies')
    .action((options: CreateOptions) =>
      withService(shell, async (service) => {
        const { url, types = null, signature, latest = false } = options;
        const principal = { consumer: options.consumer, scopes: options.operations ? (['operations'] as const) : [] };
        const made = await service.get(WebhookEndpointsService).create({ url, types, signature, latest }, principal);
        print(shell, options, made, [made.secret]);
        if (options.json) return;
        shell.stderr.write(`Keep it: it is not shown again. The endpoint's id is ${made.id}.${publicKeyText(made)}\n`);
      }),
    );
}

function testCommand(shell: Shell): Command {
  return command('test', 'Queue a signed event endpoint.test; the service or `cauri reconcile` sends it')
    .argument('<id>', 'id, as `cauri endpoints list` shows it', endpointId)
    .action((id: string, options: OutputOptions) =>
      withService(shell, async (service) => {
        const delivery = await service.get(WebhookDeliveriesService).test(id, EVERYBODYS);
        print(shell, options, delivery, [`delivery ${delivery.id} is ${delivery.status}`]);
      }),
    );
}

function recoverCommand(shell: Shell): Command {
  return command('recover', 'Send again everything since a time that was not delivered')
    .argument('<id>', 'id, as `cauri endpoints list` shows it', endpointId)
    .requiredOption('--since <time>', 'RFC 3339, such as 2026-12-24T18:00:00Z', time)
    .action((id: string, { since, ...options }: OutputOptions & { since: string }) =>
      withService(shell, async (service) => {
        const recovered = await service.get(WebhookDeliveriesService).recover(id, { since }, EVERYBODYS);
        print(shell, options, recovered, [`${recovered.deliveries} deliveries are sent now`]);
      }),
    );
}

function rotateCommand(shell: Shell): Command {
  return command('rotate', 'Create a new secret; the old one goes on signing for 24 hours')
    .argument('<id>', 'id, as `cauri endpoints list` shows it', endpointId)
    .action((id: string, options: OutputOptions) =>
      withService(shell, async (service) => {
        const rotated = await service.get(WebhookEndpointsService).rotate(id, EVERYBODYS);
        print(shell, options, rotated, [rotated.secret]);
        if (!options.json) shell.stderr.write(`Keep it: it is not shown again.${publicKeyText(rotated)}\n`);
      }),
    );
}

/** Returns the sentence that names the public key of an endpoint with ed25519. Returns an empty text for the others. */
function publicKeyText({ publicKey }: WebhookEndpointDto): string {
  return publicKey === null ? '' : ` Its public key is ${publicKey}.`;
}

function toRow({ id, url, types, enabled, disabledReason, stats }: WebhookEndpointDto): string[] {
  const { successRate, p95Ms, oldestPendingAt } = stats;
  return [
    id,
    // Shows only the origin, because the rest of the URL may contain a secret of the consumer.
    new URL(url).origin,
    types?.join(',') ?? 'all',
    enabled ? 'yes' : `no (${disabledReason})`,
    successRate === null ? '-' : `${Math.round(successRate * 100)} %`,
    p95Ms === null ? '-' : `${p95Ms} ms`,
    oldestPendingAt ?? '-',
  ];
}
