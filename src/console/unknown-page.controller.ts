import { Get } from '@nestjs/common';
import { notFound } from '../payouts/http/resource-id.js';
import { ConsoleController } from './console-controller.js';

/** Shows the error page for an address of the console that has no page. Must be the last controller of the console. */
@ConsoleController()
export class UnknownPageController {
  @Get('*address')
  unknown(): never {
    throw notFound();
  }
}
