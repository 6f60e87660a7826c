import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { ApiError } from '../../api/api-error.ts';
import { FakeSettingsStore, sampleSettings } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './disconnect-card.ts';
import type { DisconnectedEvent } from './settings-events.ts';
import type { DisconnectCard } from './disconnect-card.ts';

useTokens();

async function open(settings = sampleSettings()) {
  const store = new FakeSettingsStore(settings);
  const card = await fixture<DisconnectCard>(
    html`<chasqui-disconnect-card .store=${store} .settings=${settings}></chasqui-disconnect-card>`,
  );
  const root = card.shadowRoot!;
  const button = root.querySelector<HTMLButtonElement>('.danger')!;
  const type = async (text: string) => {
    const input = root.querySelector('input')!;
    input.value = text;
    input.dispatchEvent(new InputEvent('input'));
    await card.updateComplete;
  };
  const problem = () => root.querySelector('.problem')?.textContent?.trim();
  return { card, root, store, button, type, problem };
}

describe('chasqui-disconnect-card', () => {
  it('is accessible', async () => {
    await expect((await open()).card).to.be.accessible();
  });

  it('asks for the number’s name, or its ID where there is no name', async () => {
    const named = await open();
    expect(named.root.querySelector('label')!.textContent!.trim()).to.equal(
      'Type Casa Lumen to confirm',
    );
    const { root } = await open(sampleSettings({ verifiedName: null }));
    expect(root.querySelector('label')!.textContent).to.include('106540352242922');
  });

  it('says what stops, what stays, and how many messages wait', async () => {
    const words = ({ root }: { root: ShadowRoot }) => root.querySelector('ul')!.textContent!;
    expect(words(await open()))
      .to.include('Your chats stay here.')
      .and.not.include('Waiting');
    expect(words(await open(sampleSettings({ queuedMessages: 3 })))).to.include(
      'Waiting to be sent: 3.',
    );
  });

  it('does nothing before the name is typed exactly', async () => {
    const { card, store, button, type, problem } = await open();
    for (const text of ['', 'Casa Lu', 'casa lumen']) {
      await type(text);
      expect(button.getAttribute('aria-disabled')).to.equal('true');
      button.click();
      await card.updateComplete;
      expect(problem()).to.equal('Type Casa Lumen exactly as it stands.');
    }
    expect(store.calls).to.deep.equal([]);
    await expect(card).to.be.accessible();
  });

  it('disconnects after the name was typed', async () => {
    const { card, store, button, type } = await open();
    await type('Casa Lumen');
    expect(button.getAttribute('aria-disabled')).to.equal('false');
    setTimeout(() => button.click());
    const event = await oneEvent<DisconnectedEvent>(card, 'chasqui-disconnected');
    expect(event.outcome.isUnsubscribed).to.equal(true);
    expect(store.calls).to.deep.equal(['disconnect']);
  });

  it('says why it did not work', async () => {
    const { store, button, type, problem } = await open();
    store.refusal = new ApiError(0, 'unreachable', 'The server does not answer.');
    await type('Casa Lumen');
    button.click();
    await until(() => problem() === 'Not disconnected: The server does not answer.');
  });
});
