import { Get, Param, Post, Query } from '@nestjs/common';
import type { ListPayoutsDto } from '../../payouts/dto/list-payouts.dto.js';
import { ResourceIdPipe } from '../../payouts/http/resource-id.js';
import type { Principal } from '../../payouts/payouts.options.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import type { ResolvePayoutDto } from '../../payouts/review/dto/resolve-payout.dto.js';
import { ReviewService } from '../../payouts/review/review.service.js';
import { ConsoleController } from '../console-controller.js';
import { chosen } from '../query.js';
import { Needs, Sent, Visitor } from '../session/console.guard.js';
import type { SentForm } from '../session/forms.js';
import { Page, Redirect } from '../view.js';
import { reviewsView } from './reviews.view.js';

@ConsoleController()
@Needs(['operations'])
export class ReviewPagesController {
  constructor(
    private readonly payouts: PayoutsService,
    private readonly reviews: ReviewService,
  ) {}

  @Get('reviews')
  async list(@Query() query: Record<string, unknown>, @Visitor() principal: Principal): Promise<Page> {
    const values = chosen(query, ['account', 'cursor']);
    const filter = { ...values, review: 'true' } as unknown as ListPayoutsDto;
    const page = await this.payouts.list(filter, principal);
    return new Page('reviews.title', (view) => reviewsView(view, page, values));
  }

  @Post('payouts/:id/resolve')
  async resolve(
    @Param('id', ResourceIdPipe) id: string,
    @Sent() form: SentForm,
    @Visitor() principal: Principal,
  ): Promise<Redirect> {
    const decision = {
      action: form.text('action'),
      note: form.text('note').trim(),
      confirm: Number(form.text('confirm')),
    };
    await this.reviews.resolve(id, decision as ResolvePayoutDto, principal);
    return new Redirect(`payouts/${id}`);
  }
}
