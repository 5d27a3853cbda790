import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { DATABASES } from '../../../../test/support/databases.js';
import { accept, anOrder, connect, openStorage, type Storage } from '../../../../test/support/storage.js';
import { UnitOfWork } from '../unit-of-work.js';
import { availabilityOf } from './availability.js';
import { writable } from './writable.js';

const [sqlite] = DATABASES;
if (!sqlite) throw new Error('SQLite is always there');

function replace(path: string): void {
  renameSync(path, `${path}.old`);
  writeFileSync(path, '');
}

describe('the mutex of a SQLite file', () => {
  let storage: Storage;
  beforeEach(async () => {
    storage = await openStorage(sqlite);
  });
  afterEach(() => storage.close());

  it('lets a request wait for one unit of the worker, and the worker for one of the requests', async () => {
    const order: string[] = [];
    const unit = (name: string, first: boolean) =>
      storage.unitOfWork.run(
        async ({ payouts }) => {
          await payouts.findByKey(name);
          order.push(name);
        },
        { first },
      );
    const worker = ['w1', 'w2', 'w3', 'w4'].map((name) => unit(name, false));
    const requests = ['r1', 'r2'].map((name) => unit(name, true));
    await Promise.all([...worker, ...requests]);
    expect(order).toEqual(['w1', 'r1', 'w2', 'r2', 'w3', 'w4']);
  });

  const file = () => storage.url.slice('sqlite:'.length);

  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['replaced', replace],
    ['without its log of writes', (path: string) => rmSync(`${path}-wal`)],
  ])('acknowledges nothing any more once the file is %s', async (_, harm) => {
    await accept(storage);
    const onLost = jest.fn();
    availabilityOf(storage.dataSource).onLost = onLost;
    harm(file());
    const order = anOrder();
    await expect(accept(storage, order)).rejects.toThrow('not available');
    await expect(accept(storage)).rejects.toThrow('not available');
    await expect(storage.unitOfWork.read(({ payouts }) => payouts.find(order.id))).rejects.toThrow('not available');
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  it('notices a file that was replaced before the first COMMIT of a start', async () => {
    await accept(storage);
    const second = await connect(storage.url);
    replace(file());
    await expect(accept({ unitOfWork: new UnitOfWork(second) })).rejects.toThrow('not available');
    await second.destroy();
  });

  it('says that it can be written', async () => {
    expect(await writable(storage.dataSource)).toBe('ok');
    availabilityOf(storage.dataSource).failed(Object.assign(new Error('disk'), { code: 'SQLITE_FULL' }));
    expect(await writable(storage.dataSource)).toBe('full');
    await accept(storage);
    expect(await writable(storage.dataSource)).toBe('ok');
  });
});
