import { type ControllerOptions, VERSION_NEUTRAL } from '@nestjs/common';

/**
 * Returns the path options of a controller under `/v1`. The version is a fixed part of the path, so that a host's own
 * API versioning does not apply to it.
 */
export const v1 = (resource: string): ControllerOptions => ({ path: `v1/${resource}`, version: VERSION_NEUTRAL });
