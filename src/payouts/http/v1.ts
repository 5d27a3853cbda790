import { type ControllerOptions, VERSION_NEUTRAL } from '@nestjs/common';

/** Where a controller of ours is: the version is part of the path, whatever versions a host puts before its own. */
export const v1 = (resource: string): ControllerOptions => ({ path: `v1/${resource}`, version: VERSION_NEUTRAL });
