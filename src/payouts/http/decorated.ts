import type { Type } from '@nestjs/common';

/**
 * Returns a subclass of the controller that has the decorators of a host. Our own class stays unchanged, because
 * another module of the process may use it too. Without decorators it returns the class itself.
 */
export function decorated(controller: Type, decorators: readonly ClassDecorator[]): Type {
  if (decorators.length === 0) return controller;
  const own = { [controller.name]: class extends controller {} }[controller.name] ?? controller;
  for (const decorate of decorators) decorate(own);
  return own;
}
