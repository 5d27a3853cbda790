import { type ControllerOptions, VERSION_NEUTRAL } from '@nestjs/common';

/**
 * Returns the path options of a controller. The version is part of the path, so that a host's API versioning does not
 * apply.
 */
export const v1 = (resource: string): ControllerOptions => ({ path: `v1/${resource}`, version: VERSION_NEUTRAL });
