import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

const FREE = { billable: false, pricing_model: 'PMP', type: 'free_customer_service' };
const CHARGED = { billable: true, pricing_model: 'PMP', type: 'regular' };

describe('the price of messages', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await SimulatorRig.start({ freeServiceMessages: 1 });
    rig.simulator.customerWrites('nadia', 'Hello');
    await rig.simulator.whenIdle();
  });
  afterEach(() => rig.stop());

  const prices = () =>
    rig.sink.accepted.map(({ pricing }) => pricing).filter((pricing) => pricing !== undefined);
  const sendToEnd = async () => {
    await rig.send();
    await rig.simulator.whenIdle();
    rig.simulator.customerReads('nadia');
    await rig.simulator.whenIdle();
  };

  it('is told once for each message, and is no longer free beyond the allowance', async () => {
    await sendToEnd();
    await sendToEnd();
    expect(prices()).toMatchObject([
      { ...FREE, category: 'service' },
      { ...CHARGED, category: 'service' },
    ]);
  });

  it('counts a message whose delivery is never told as the others, when it was delivered', async () => {
    rig.simulator.faults.add({ kind: 'skipped_delivered' });
    await rig.send();
    await rig.simulator.whenIdle();
    await sendToEnd();
    // The second message’s `delivered` comes before both messages are read.
    expect(prices()).toMatchObject([CHARGED, FREE]);
  });
});
