import { Get } from '@nestjs/common';
import { notFound } from '../payouts/http/resource-id.js';
import { ConsoleController } from './console-controller.js';

/** Shows the error page for an address of the console that has no page. Must be the last controller of the console. */
@ConsoleController()
export class UnknownPageController {
  // Fastify and Express have no common notation for "anything else".
  @Get([':one', ':one/:two', ':one/:two/:three'])
  unknown(): never {
    throw notFound();
  }
}
