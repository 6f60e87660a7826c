import { expect, fixture, html } from '@open-wc/testing';
import { FakeJournal } from '../../test-support/sample-journal.ts';
import { FakeSettingsStore } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './notices-card.ts';
import type { NoticesCard } from './notices-card.ts';

useTokens();

async function open(journal: FakeJournal): Promise<NoticesCard> {
  const store = { api: { ...new FakeSettingsStore().api, ...journal.api } };
  return fixture<NoticesCard>(html`<chasqui-notices-card .store=${store}></chasqui-notices-card>`);
}

describe('chasqui-notices-card', () => {
  it('takes no room where Meta has told nothing', async () => {
    const card = await open(new FakeJournal());
    await card.updateComplete;
    expect(card.hidden).to.be.true;
  });

  it('shows what Meta told, how serious it is, and its own words', async () => {
    const journal = new FakeJournal();
    journal.notices = [
      {
        id: 'an_1',
        businessAccountId: '900100200300400',
        phoneNumberId: null,
        displayPhoneNumber: '15550100200',
        field: 'account_update',
        event: 'ACCOUNT_RESTRICTION',
        severity: 'critical',
        details: { event: 'ACCOUNT_RESTRICTION', note: '<b>bold</b>' },
        happenedAt: '2026-03-12T10:43:00.000Z',
      },
    ];
    const card = await open(journal);
    await until(() => card.shadowRoot!.querySelector('li') !== null);
    expect(card.hidden).to.be.false;
    expect(card.shadowRoot!.textContent)
      .to.contain('Act now')
      .and.to.contain('Account update: Account restriction')
      .and.to.contain('<b>bold</b>');
    await expect(card).to.be.accessible();
  });

  it('says why it could not load', async () => {
    const journal = new FakeJournal();
    journal.refusal = new Error('The server is busy.');
    const card = await open(journal);
    await until(() => !card.hidden);
    expect(card.shadowRoot!.textContent).to.contain('The server is busy.');
  });
});
