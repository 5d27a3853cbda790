import type { Type } from '@nestjs/common';
import { DeliveryRecorder } from './delivery-recorder.js';
import { EndpointLane } from './endpoint-lane.js';
import { OutboxSweeper } from './outbox-sweeper.js';
import { WebhookScheduler } from './webhook.scheduler.js';
import { WebhookDeliverer } from './webhook-deliverer.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookMessenger } from './webhook-messenger.js';

export const WEBHOOK_PROVIDERS: readonly Type[] = [
  WebhookMessenger,
  DeliveryRecorder,
  OutboxSweeper,
  EndpointLane,
  WebhookDeliverer,
  WebhookScheduler,
  WebhookEndpointsService,
  WebhookDeliveriesService,
];

export const WEBHOOK_CONTROLLERS: readonly Type[] = [WebhookEndpointsController, WebhookDeliveriesController];
