import { expect, fixture, html } from '@open-wc/testing';
import { MESSAGE_STATUSES } from '../../../backend/contract/message-status.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './delivery-ticks.ts';
import { statusWords } from './delivery-ticks.ts';
import type { DeliveryTicks } from './delivery-ticks.ts';

useTokens();

const spoken = (ticks: DeliveryTicks) =>
  ticks.shadowRoot!.querySelector('.visually-hidden')!.textContent;

describe('chasqui-delivery-ticks', () => {
  it('is accessible', async () => {
    const ticks = await fixture<DeliveryTicks>(
      html`<chasqui-delivery-ticks status="read"></chasqui-delivery-ticks>`,
    );
    await expect(ticks).to.be.accessible();
  });

  it('is a clock by default', async () => {
    const ticks = await fixture<DeliveryTicks>(
      html`<chasqui-delivery-ticks></chasqui-delivery-ticks>`,
    );
    expect(spoken(ticks)).to.equal('Waiting to be sent');
    expect(ticks.shadowRoot!.querySelector('.icon-clock')).to.exist;
  });

  it('has words for every status', () => {
    for (const status of MESSAGE_STATUSES) expect(statusWords(status)).not.to.contain('message.');
  });

  it('changes with its status', async () => {
    const ticks = await fixture<DeliveryTicks>(
      html`<chasqui-delivery-ticks status="sent"></chasqui-delivery-ticks>`,
    );
    const oneTick = ticks.shadowRoot!.querySelector('path')!.getAttribute('d');
    ticks.status = 'delivered';
    await ticks.updateComplete;
    expect(spoken(ticks)).to.equal('Delivered');
    expect(ticks.shadowRoot!.querySelector('path')!.getAttribute('d')).not.to.equal(oneTick);
  });
});
