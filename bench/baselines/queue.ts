import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Job, Queue, Worker } from 'bullmq';
import type { Repository } from 'typeorm';
import { Accepted, AT_ONCE, Payout, POLL_MS, poll, serve, submit } from './service.js';

const { hostname: host, port } = new URL(process.env.REDIS_URL ?? '');
const connection = { host, port: Number(port) };
const prefix = `bench-${process.pid}`;
const FORGET = { removeOnComplete: true, attempts: 10, backoff: 1_000 };

/** Nest + BullMQ: a queue for the POSTs and one for the reads. */
@Injectable()
class Queues implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly submitting = new Queue('submit', { connection, prefix });
  private readonly polling = new Queue('poll', { connection, prefix });
  private workers: Worker[] = [];

  constructor(
    @InjectRepository(Payout) private readonly payouts: Repository<Payout>,
    private readonly accepted: Accepted,
  ) {}

  onApplicationBootstrap(): void {
    this.accepted.listener = ({ id }) => this.submitting.add('submit', { id }, { ...FORGET, jobId: id });
    const options = { connection, prefix, concurrency: AT_ONCE };
    this.workers = [
      new Worker('submit', (job) => this.submit(job), options),
      new Worker('poll', (job) => this.poll(job), options),
    ];
  }

  private async submit({ data: { id } }: Job<{ id: string }>): Promise<void> {
    await submit(this.payouts, await this.payouts.findOneByOrFail({ id }));
    await this.polling.add('poll', { id }, { ...FORGET, delay: POLL_MS });
  }

  private async poll({ data: { id } }: Job<{ id: string }>): Promise<void> {
    const paid = await poll(this.payouts, await this.payouts.findOneByOrFail({ id }));
    if (!paid) await this.polling.add('poll', { id }, { ...FORGET, delay: POLL_MS });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close(true)));
    for (const queue of [this.submitting, this.polling]) {
      await queue.obliterate({ force: true });
      await queue.close();
    }
  }
}

void serve(Queues);
