import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import { FakeSettingsStore, sampleSettings } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './doctor-card.ts';
import type { DoctorCard } from './doctor-card.ts';
import type { FieldWantedEvent } from './settings-events.ts';

useTokens();

async function open(store = new FakeSettingsStore()) {
  const card = await fixture<DoctorCard>(
    html`<chasqui-doctor-card .store=${store} .settings=${sampleSettings()}></chasqui-doctor-card>`,
  );
  const root = card.shadowRoot!;
  const textOf = (selector: string) =>
    [...root.querySelectorAll(selector)].map((found) =>
      found.textContent.replace(/\s+/g, ' ').trim(),
    );
  const run = async () => {
    root.querySelector<HTMLButtonElement>('.ask .button')!.click();
    await until(() => root.querySelector('.result') !== null);
  };
  return { card, root, store, textOf, run };
}

describe('chasqui-doctor-card', () => {
  it('is accessible before and after a check', async () => {
    const { card, root, run } = await open();
    await expect(card).to.be.accessible();
    await run();
    root.querySelector('details')!.open = true;
    await expect(card).to.be.accessible();
  });

  it('asks only when told to, and not twice at a time', async () => {
    let finish = () => {};
    const store = new FakeSettingsStore();
    store.gate = new Promise((resolve) => (finish = resolve));
    const { root } = await open(store);
    expect(store.calls).to.deep.equal([]);
    const button = root.querySelector<HTMLButtonElement>('.ask .button')!;
    button.click();
    button.click();
    await until(() => button.textContent.includes('Checking…'));
    finish();
    await until(() => button.textContent.includes('Check again'));
    expect(store.calls).to.deep.equal(['examine']);
  });

  it('lists the worst first, each with its state in words, and what is good folded', async () => {
    const { root, run, textOf } = await open();
    await run();
    expect(textOf('.result strong')).to.deep.equal(['Problems: 1 · Warnings: 1 · Not known: 1']);
    expect(root.querySelector('.result')!.closest('[role=status]')).to.exist;
    expect(textOf('.state')).to.deep.equal(['Problem', 'Warning', 'Not known', 'Good']);
    expect(textOf('.fix')[0]).to.match(/^Copy the app secret from the Meta app/);
    expect(root.querySelector('details')!.open).to.be.false;
    expect(textOf('summary')).to.deep.equal(['What is good (1)']);
  });

  it('leads to Meta’s page in a new tab, without telling it from where', async () => {
    const { root, run } = await open();
    await run();
    const link = root.querySelector<HTMLAnchorElement>('a.way')!;
    expect(link.href).to.equal('https://business.facebook.com/latest/settings/system_users');
    expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener noreferrer']);
  });

  it('leads to the field of the form', async () => {
    const { card, root, run } = await open();
    await run();
    const wanted = oneEvent(card, 'chasqui-field-wanted');
    root.querySelector<HTMLButtonElement>('button.way')!.click();
    expect(((await wanted) as unknown as FieldWantedEvent).field).to.equal('appSecret');
  });

  it('says that all is well', async () => {
    const store = new FakeSettingsStore();
    store.report = {
      ...store.report,
      checks: store.report.checks.filter(({ status }) => status === 'ok'),
    };
    const { root, run, textOf } = await open(store);
    await run();
    expect(textOf('.result strong')).to.deep.equal(['All is well.']);
    expect(root.querySelectorAll('.check')).to.have.lengthOf(1);
  });

  it('says why nothing could be checked', async () => {
    const store = new FakeSettingsStore();
    store.refusal = new ApiError(0, 'unreachable', 'The server does not answer.');
    const { run, textOf } = await open(store);
    await run();
    expect(textOf('.result')).to.deep.equal(['Not checked: The server does not answer.']);
  });

  it('forgets what it found when other keys were saved', async () => {
    const { card, root, run } = await open();
    await run();
    card.settings = sampleSettings({ updatedAt: '2026-11-21T11:00:00.000Z' });
    await card.updateComplete;
    expect(root.querySelector('.check')).not.to.exist;
  });
});
