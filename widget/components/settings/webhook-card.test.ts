import { expect, fixture, html } from '@open-wc/testing';
import {
  FakeSettingsStore,
  emptySettings,
  sampleSettings,
} from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './webhook-card.ts';
import type { WebhookCard } from './webhook-card.ts';

useTokens();

async function open(settings = sampleSettings()) {
  const store = new FakeSettingsStore(settings);
  const card = await fixture<WebhookCard>(
    html`<chasqui-webhook-card .store=${store} .settings=${settings}></chasqui-webhook-card>`,
  );
  const root = card.shadowRoot!;
  const field = root.querySelector('chasqui-copy-field')!;
  await field.updateComplete;
  const parts = field.shadowRoot!;
  const button = parts.querySelector<HTMLButtonElement>('.inside')!;
  return { card, root, store, button, input: parts.querySelector('input')! };
}

/** Gives the page a clipboard of ours until `body` is done. */
async function withClipboard(
  clipboard: Pick<Clipboard, 'writeText'> | undefined,
  body: () => Promise<void>,
): Promise<void> {
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  try {
    await body();
  } finally {
    Reflect.deleteProperty(navigator, 'clipboard');
  }
}

describe('chasqui-webhook-card', () => {
  it('is accessible', async () => {
    await expect((await open()).card).to.be.accessible();
  });

  it('shows the address, to be read and not changed', async () => {
    const { input } = await open();
    expect(input.value).to.equal('https://casalumen.example/api/webhooks/whatsapp');
    expect(input.readOnly).to.be.true;
  });

  it('says that Meta has verified it, once it has', async () => {
    expect((await open()).root.querySelector('.pill')!.textContent).to.include('Verified');
    const { root } = await open(sampleSettings({ webhookVerifiedAt: null }));
    expect(root.querySelector('.pill')).not.to.exist;
  });

  it('copies the address', async () => {
    const copied: string[] = [];
    const { button } = await open();
    await withClipboard({ writeText: async (text) => void copied.push(text) }, async () => {
      button.click();
      await until(() => button.textContent!.trim() === 'Copied');
    });
    expect(copied).to.deep.equal(['https://casalumen.example/api/webhooks/whatsapp']);
  });

  it('asks Meta only when somebody wants it set up there', async () => {
    const { root, store } = await open();
    expect(store.calls).to.deep.equal([]);
    root.querySelector<HTMLButtonElement>('.body > .button')!.click();
    await until(() => store.calls.includes('look at Meta'));
    expect(root.querySelector('chasqui-webhook-setup')).to.exist;
    expect((await open(emptySettings())).root.querySelector('.body > .button')).not.to.exist;
  });

  it('selects the address where the clipboard is forbidden or missing', async () => {
    const forbidden = { writeText: async () => Promise.reject(new Error('NotAllowed')) };
    for (const clipboard of [forbidden, undefined]) {
      const { button, input } = await open();
      await withClipboard(clipboard, async () => {
        button.click();
        await until(() => button.textContent!.includes('Selected'));
      });
      expect(input.selectionEnd! - input.selectionStart!).to.equal(input.value.length);
    }
  });
});
