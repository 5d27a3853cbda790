import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, type Repository } from 'typeorm';
import { AT_ONCE, Payout, POLL_MS, poll, serve, submit } from './service.js';

/** Nest + TypeORM: two timers, each of which works off what has its status. */
@Injectable()
class Worker {
  private submitting = false;
  private polling = false;

  constructor(@InjectRepository(Payout) private readonly payouts: Repository<Payout>) {}

  @Interval(20)
  async submitPending(): Promise<void> {
    if (this.submitting) return;
    this.submitting = true;
    const take = AT_ONCE;
    const pending = await this.payouts.find({ where: { status: 'pending' }, order: { createdAt: 'ASC' }, take });
    await Promise.all(pending.map((payout) => submit(this.payouts, payout)));
    this.submitting = false;
  }

  @Interval(20)
  async pollSubmitted(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    const updatedAt = LessThan(new Date(Date.now() - POLL_MS));
    const due = await this.payouts.find({ where: { status: 'submitted', updatedAt }, take: AT_ONCE });
    await Promise.all(due.map((payout) => poll(this.payouts, payout)));
    this.polling = false;
  }
}

void serve(Worker);
