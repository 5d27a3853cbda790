import type { Type } from '@nestjs/common';

/**
 * Applies a host's decorators to a subclass of the controller. Our own class then stays unchanged for other modules.
 */
export function decorated(controller: Type, decorators: readonly ClassDecorator[]): Type {
  if (decorators.length === 0) return controller;
  const own = { [controller.name]: class extends controller {} }[controller.name] ?? controller;
  for (const decorate of decorators) decorate(own);
  return own;
}
