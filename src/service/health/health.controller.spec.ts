import type { DatabaseProbe } from './database-probe.js';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';

function health(ping: DatabaseProbe['ping']) {
  const draining = new Draining();
  const response = { status: jest.fn() };
  const controller = new HealthController({ ping }, draining);
  return { controller, draining, response };
}

describe('HealthController', () => {
  it('is live without asking anybody', () => {
    const { controller } = health(() => Promise.reject(new Error('away')));
    expect(controller.live()).toEqual({ status: 'ok' });
  });

  it('is ready while the database answers', async () => {
    const { controller, response } = health(async () => 'ok');
    expect(await controller.ready(response)).toEqual({ status: 'ok', database: 'ok', draining: false });
    expect(response.status).not.toHaveBeenCalled();
  });

  it('is not ready while the database is away', async () => {
    const { controller, response } = health(() => Promise.reject(new Error('away')));
    expect(await controller.ready(response)).toEqual({ status: 'unavailable', database: 'away', draining: false });
    expect(response.status).toHaveBeenCalledWith(503);
  });

  it.each(['read-only', 'full'] as const)('is not ready while the database is %s', async (state) => {
    const { controller, response } = health(async () => state);
    expect(await controller.ready(response)).toEqual({ status: 'unavailable', database: state, draining: false });
    expect(response.status).toHaveBeenCalledWith(503);
  });

  it('waits two seconds for the database and no longer', async () => {
    jest.useFakeTimers();
    const { controller, response } = health(() => new Promise(() => undefined));
    const readiness = controller.ready(response);
    await jest.advanceTimersByTimeAsync(2_001);
    expect(await readiness).toMatchObject({ status: 'unavailable', database: 'away' });
    jest.useRealTimers();
  });

  it('is not ready any more as soon as the service stops', async () => {
    const { controller, draining, response } = health(async () => 'ok');
    draining.onModuleDestroy();
    expect(await controller.ready(response)).toEqual({ status: 'unavailable', database: 'ok', draining: true });
    expect(response.status).toHaveBeenCalledWith(503);
  });
});
