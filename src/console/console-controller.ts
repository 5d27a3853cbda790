import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequestDeadline } from '../payouts/http/request-deadline.js';
import { Answers } from './answers.js';
import { ConsoleFilter } from './console.filter.js';
import { ConsoleGuard } from './session/console.guard.js';

/**
 * Decorator for a controller of the console, whose routes begin with `/console` and `place`. It adds the sign-in guard,
 * the time limit of requests, and responses as HTML pages.
 */
export const ConsoleController = (place = '') =>
  applyDecorators(
    Controller({ path: place === '' ? 'console' : `console/${place}`, version: VERSION_NEUTRAL }),
    ApiExcludeController(),
    UseGuards(ConsoleGuard),
    UseFilters(ConsoleFilter),
    UseInterceptors(RequestDeadline, Answers),
  );
