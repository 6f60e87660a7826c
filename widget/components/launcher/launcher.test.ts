import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../test-support/use-tokens.ts';
import './launcher.ts';
import type { Launcher } from './launcher.ts';

useTokens();

const buttonOf = (launcher: Launcher) => launcher.shadowRoot!.querySelector('button')!;
const badgeOf = (launcher: Launcher) => launcher.shadowRoot!.querySelector('.badge');

describe('chasqui-launcher', () => {
  it('is accessible', async () => {
    const launcher = await fixture<Launcher>(
      html`<chasqui-launcher unread="3" light="connected"></chasqui-launcher>`,
    );
    await expect(launcher).to.be.accessible();
  });

  it('is closed, and without light and number by default', async () => {
    const launcher = await fixture<Launcher>(html`<chasqui-launcher></chasqui-launcher>`);
    expect(buttonOf(launcher)).to.have.attribute('aria-expanded', 'false');
    expect(buttonOf(launcher)).to.have.attribute('aria-label', 'WhatsApp inbox');
    expect(launcher.shadowRoot!.querySelector('.light')).not.to.exist;
    expect(badgeOf(launcher)).not.to.exist;
  });

  it('names light and unread messages, and caps the badge at 99+', async () => {
    const launcher = await fixture<Launcher>(
      html`<chasqui-launcher unread="120" light="disconnected"></chasqui-launcher>`,
    );
    expect(buttonOf(launcher).getAttribute('aria-label')).to.equal(
      'WhatsApp inbox, not connected, 120 unread',
    );
    expect(badgeOf(launcher)).to.have.text('99+');
  });

  it('shows neither light nor number to somebody who is signed out', async () => {
    const launcher = await fixture<Launcher>(
      html`<chasqui-launcher unread="2" signed-out></chasqui-launcher>`,
    );
    expect(badgeOf(launcher)).not.to.exist;
    expect(launcher.shadowRoot!.querySelector('.light')).not.to.exist;
  });

  it('tells the shape of the light, not only its colour', async () => {
    const launcher = await fixture<Launcher>(
      html`<chasqui-launcher light="connected"></chasqui-launcher>`,
    );
    const circle = () => launcher.shadowRoot!.querySelector('.light circle')!;
    expect(circle()).to.have.attribute('fill', 'currentColor');
    launcher.light = 'reconnecting';
    await launcher.updateComplete;
    expect(circle()).to.have.attribute('fill', 'none');
  });
});
