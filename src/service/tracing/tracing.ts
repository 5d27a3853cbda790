import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { asksForTraces } from '../../common/trace-context.js';
import { StartError } from '../start.error.js';

const INSTALL = 'npm install @opentelemetry/api@1 @opentelemetry/sdk-node@0.223';

/**
 * Runs the OpenTelemetry SDK, which its own variables configure (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`
 * and so on). The SDK is loaded only if these variables ask for traces.
 */
@Injectable()
export class Tracing implements OnApplicationShutdown {
  private constructor(private readonly stop: () => Promise<void>) {}

  /**
   * Starts the SDK if the variables ask for traces.
   * @throws StartError if they do and the SDK is not installed
   */
  static async start(variables: NodeJS.ProcessEnv): Promise<Tracing> {
    if (!asksForTraces(variables)) return new Tracing(async () => undefined);
    const sdk = await import('@opentelemetry/sdk-node').catch(() => {
      throw new StartError(`OTEL_… asks for traces, but the SDK is not installed: ${INSTALL}`);
    });
    // Only traces: metrics are at /metrics, and the log goes to standard output.
    const node = new sdk.NodeSDK({
      serviceName: variables.OTEL_SERVICE_NAME || 'cauri',
      instrumentations: [],
      metricReaders: [],
      logRecordProcessors: [],
    });
    node.start();
    return new Tracing(() => node.shutdown().catch(() => undefined));
  }

  /** Sends the spans that were not sent yet. */
  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }
}
