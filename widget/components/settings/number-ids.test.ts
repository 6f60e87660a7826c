import { expect, fixture, html } from '@open-wc/testing';
import { emptySettings, sampleSettings } from '../../test-support/sample-settings.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './number-ids.ts';
import type { NumberIds } from './number-ids.ts';

useTokens();

async function open(settings = sampleSettings()) {
  const ids = await fixture<NumberIds>(
    html`<chasqui-number-ids .settings=${settings}></chasqui-number-ids>`,
  );
  const root = ids.shadowRoot!;
  root.querySelector('details')?.setAttribute('open', '');
  return { ids, root };
}

describe('chasqui-number-ids', () => {
  it('shows the IDs that are known, and nothing without any', async () => {
    const { ids, root } = await open();
    await expect(ids).to.be.accessible();
    const shown = [...root.querySelectorAll('code')].map((code) => code.textContent);
    expect(shown).to.deep.equal([
      '106540352242922',
      '102290129340398',
      '310000000000001',
      '440000000000004',
    ]);
    const some = await open(sampleSettings({ appId: null, businessId: null }));
    expect(some.root.querySelectorAll('code').length).to.equal(2);
    expect((await open(emptySettings())).root.querySelector('details')).to.equal(null);
  });

  it('copies an ID, or selects it where the clipboard may not be written', async () => {
    const { root } = await open();
    const button = root.querySelector<HTMLButtonElement>('button')!;
    expect(button.getAttribute('aria-label')).to.equal('Copy Phone number ID');
    button.click();
    await until(() => /Copied|Selected: press Ctrl/.test(button.textContent!));
  });
});
