import { Post } from '@nestjs/common';
import { AccountsService } from '../../payouts/accounts/accounts.service.js';
import { BatchValidation } from '../../payouts/batches/batch-validation.js';
import { BatchesService } from '../../payouts/batches/batches.service.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import type { Principal } from '../../payouts/payouts.options.js';
import { ConsoleController } from '../console-controller.js';
import { Needs, Sent, TakesFile, Visitor } from '../session/console.guard.js';
import type { SentForm } from '../session/forms.js';
import { Page, Redirect } from '../view.js';
import { reportView } from './report.view.js';
import type { Sheet } from './sheet.js';
import { requestOf, sheetIn, uploadIn } from './upload.js';
import { uploadView } from './upload.view.js';

/**
 * Error codes that mean that the file cannot be read. They are shown beside the form, other errors on a page of their
 * own.
 */
const UNREADABLE = ['invalid_request', 'validation_failed', 'unsupported_media_type'];

/**
 * Controller that checks an uploaded file, any number of times, and then creates its batch. Nothing is stored before
 * the batch is created.
 */
@ConsoleController('batches')
@Needs(['payouts:write'])
@TakesFile(true)
export class UploadsController {
  constructor(
    private readonly batches: BatchesService,
    private readonly validation: BatchValidation,
    private readonly accounts: AccountsService,
  ) {}

  @Post('check')
  check(@Sent() form: SentForm, @Visitor() principal: Principal): Promise<Page | Redirect> {
    return this.withSheet(form, (sheet) => this.report(form, sheet, principal));
  }

  @Post()
  send(@Sent() form: SentForm, @Visitor() principal: Principal): Promise<Page | Redirect> {
    return this.withSheet(form, async (sheet) => {
      const upload = uploadIn(form);
      const { consumer, request } = principal;
      const key = { consumer, request, idempotencyKey: upload.key };
      try {
        const { batch } = await this.batches.create(requestOf(sheet, upload), key);
        return new Redirect(`batches/${batch.id}`);
      } catch (error) {
        // A reference may have been used, or a limit reached, since the last check.
        if (error instanceof PayoutError && error.code === 'batch_invalid') return this.report(form, sheet, principal);
        throw error;
      }
    });
  }

  private async withSheet(form: SentForm, use: (sheet: Sheet) => Promise<Page | Redirect>): Promise<Page | Redirect> {
    try {
      const sheet = await sheetIn(form);
      return sheet === null ? await this.again('none') : await use(sheet);
    } catch (error) {
      if (error instanceof PayoutError && UNREADABLE.includes(error.code)) return this.again(error);
      throw error;
    }
  }

  private async report(form: SentForm, sheet: Sheet, principal: Principal): Promise<Page> {
    const upload = uploadIn(form);
    const [validation, { data }] = await Promise.all([
      this.validation.validate(requestOf(sheet, { ...upload, confirmDuplicates: false }), principal),
      this.accounts.list(),
    ]);
    return new Page('upload.title', (view) => reportView(view, { upload, sheet, validation }, data));
  }

  private async again(problem: PayoutError | 'none'): Promise<Page> {
    const { data } = await this.accounts.list();
    return new Page('upload.title', (view) => uploadView(view, { accounts: data, problem }), 422);
  }
}
