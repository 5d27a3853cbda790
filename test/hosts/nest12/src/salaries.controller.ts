import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { CreatePayoutDto, type PayoutDto, PayoutsService, type Principal } from 'cauri';
import { November } from './november.js';

/** Payouts under a route of the host's own, for users of its own. */
@Controller('salaries')
export class SalariesController {
  constructor(
    private readonly payouts: PayoutsService,
    private readonly november: November,
  ) {}

  @Post()
  async create(
    @Body() draft: CreatePayoutDto,
    @Headers('x-user') consumer: string,
    @Headers('idempotency-key') idempotencyKey: string,
  ): Promise<PayoutDto> {
    const { payout } = await this.payouts.create(draft, { consumer, idempotencyKey });
    return payout;
  }

  @Post('november')
  pay(): Promise<PayoutDto> {
    return this.november.pay();
  }

  /** As careless as a host can be: what is posted goes on unseen. */
  @Post('unchecked')
  async unchecked(@Body() { draft, key }: { draft: CreatePayoutDto; key: string }): Promise<PayoutDto> {
    return (await this.payouts.create(draft, { consumer: 'careless', idempotencyKey: key })).payout;
  }

  @Get(':id')
  get(@Param('id') id: string, @Headers('x-user') user: string): Promise<PayoutDto> {
    return this.payouts.get(id, member(user));
  }

  @Post(':id/refresh')
  @HttpCode(200)
  async refresh(@Param('id') id: string, @Headers('x-user') user: string): Promise<PayoutDto> {
    const { payout } = await this.payouts.refresh(id, member(user));
    return payout;
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @Headers('x-user') user: string): Promise<PayoutDto> {
    return this.payouts.cancel(id, member(user));
  }
}

function member(consumer: string): Principal {
  return { consumer, scopes: ['payouts:read', 'payouts:write'] };
}
