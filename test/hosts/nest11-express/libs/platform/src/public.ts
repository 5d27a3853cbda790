import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'acme:public';

/** Lets everybody in. */
export const Public = () => SetMetadata(PUBLIC, true);
