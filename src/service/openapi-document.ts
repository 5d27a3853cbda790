import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { EVENT_TYPES } from '../payouts/domain/payout.js';
import { HTTP_STATUS } from '../payouts/payouts.errors.js';
import { SCOPES } from '../payouts/payouts.options.js';

/** The API as its own code describes it. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Cauri')
    .setVersion('1')
    .setDescription(description())
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: `An API key. Scopes: ${list(SCOPES)}.` })
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}.${method}`,
  });
}

/** `/openapi.json`, and `/docs` for people. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Cauri',
  });
}

function description(): string {
  return [
    'Payouts in Africa through JumiaPay Credits and Djamo Business. No payout is sent twice, none is lost.',
    'Every failure is `application/problem+json` (RFC 9457) with one of these codes:',
    problemTable(),
    `The events of a payout are of these types: ${list(EVENT_TYPES)}.`,
  ].join('\n\n');
}

function problemTable(): string {
  const codes = Object.entries(HTTP_STATUS);
  const statuses = [...new Set(codes.map(([, status]) => status))];
  const rows = statuses.map((status) => {
    const same = codes.filter((entry) => entry[1] === status).map(([code]) => code);
    return `| ${status} | ${list(same)} |`;
  });
  return ['| status | code |', '|---|---|', ...rows].join('\n');
}

function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
