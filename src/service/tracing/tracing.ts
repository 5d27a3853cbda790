import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { asksForTraces } from '../../common/trace-context.js';
import { StartError } from '../start.error.js';

const INSTALL = 'npm install @opentelemetry/api@1 @opentelemetry/sdk-node@0.223';

/**
 * Starts and stops the OpenTelemetry SDK. The SDK's own environment variables configure it, such as
 * `OTEL_EXPORTER_OTLP_ENDPOINT` and `OTEL_TRACES_SAMPLER`. The SDK is loaded only if these variables ask for traces.
 */
@Injectable()
export class Tracing implements OnApplicationShutdown {
  private constructor(private readonly stop: () => Promise<void>) {}

  /**
   * Starts the SDK if the variables ask for traces. If not, returns an instance that does nothing.
   * @throws StartError if the variables ask for traces, but the SDK is not installed
   */
  static async start(variables: NodeJS.ProcessEnv): Promise<Tracing> {
    if (!asksForTraces(variables)) return new Tracing(async () => undefined);
    const sdk = await import('@opentelemetry/sdk-node').catch(() => {
      throw new StartError(`OTEL_… asks for traces, but the SDK is not installed: ${INSTALL}`);
    });
    // Only traces, because metrics are at `/metrics` and the log goes to standard output.
    const node = new sdk.NodeSDK({
      serviceName: variables.OTEL_SERVICE_NAME || 'cauri',
      instrumentations: [],
      metricReaders: [],
      logRecordProcessors: [],
    });
    node.start();
    return new Tracing(() => node.shutdown().catch(() => undefined));
  }

  /** Sends the spans that are still waiting, and stops the SDK. A failure is ignored. */
  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }
}
