import { expect, it, onTestFinished } from 'vitest';
import { testDatabases } from '../../../test/support/test-databases.ts';

const postgres = testDatabases.filter(({ name }) => name === 'postgres');

it.each(postgres)('takes whatever a cut connection answers for an outage', async ({ create }) => {
  const { database, openAgain, discard } = await create();
  onTestFinished(discard);
  const other = openAgain();
  const errors: unknown[] = [];
  for (let round = 0; round < 20; round++) {
    const connection = await database.read.client.acquireConnection();
    const { rows } = await connection.query('SELECT pg_backend_pid() AS pid');
    const note = (error: unknown) => errors.push(error);
    const underWay = connection.query('SELECT pg_sleep(5)').catch(note);
    await other.read.raw('SELECT pg_terminate_backend(?)', [rows[0].pid]);
    await underWay;
    await connection.query('SELECT 1').catch(note);
    database.read.client.releaseConnection(connection);
  }
  expect(errors.map(String)).toHaveLength(40);
  expect(errors.filter((error) => !database.dialect.isOutage(error)).map(String)).toEqual([]);
});
