import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../test-support/use-tokens.ts';
import './window-ring.ts';
import { windowLevel } from './window-ring.ts';
import type { WindowRing } from './window-ring.ts';

useTokens();

const HOUR_MS = 3_600_000;
const svgOf = (ring: WindowRing) => ring.shadowRoot!.querySelector('svg')!;

describe('chasqui-window-ring', () => {
  it('is accessible', async () => {
    const ring = await fixture<WindowRing>(
      html`<chasqui-window-ring .left=${18 * HOUR_MS}></chasqui-window-ring>`,
    );
    await expect(ring).to.be.accessible();
    expect(svgOf(ring)).to.have.attribute('aria-valuetext', '18 hours left');
  });

  it('is closed by default', async () => {
    const ring = await fixture<WindowRing>(html`<chasqui-window-ring></chasqui-window-ring>`);
    expect(svgOf(ring)).to.have.class('closed');
    expect(svgOf(ring)).to.have.attribute('aria-valuetext', 'Closed');
  });

  it('turns amber under four hours and red under one', () => {
    expect(windowLevel(4 * HOUR_MS)).to.equal('ok');
    expect(windowLevel(4 * HOUR_MS - 1)).to.equal('warn');
    expect(windowLevel(HOUR_MS)).to.equal('warn');
    expect(windowLevel(HOUR_MS - 1)).to.equal('bad');
    expect(windowLevel(0)).to.equal('closed');
  });

  it('draws the share of the day that is left', async () => {
    const ring = await fixture<WindowRing>(
      html`<chasqui-window-ring .left=${6 * HOUR_MS}></chasqui-window-ring>`,
    );
    expect(ring.shadowRoot!.querySelector('.arc')).to.have.attribute('stroke-dasharray', '25 100');
  });

  it('says nothing where the words stand beside it', async () => {
    const ring = await fixture<WindowRing>(
      html`<chasqui-window-ring decorative .left=${HOUR_MS}></chasqui-window-ring>`,
    );
    expect(svgOf(ring)).to.have.attribute('aria-hidden', 'true');
    expect(svgOf(ring)).not.to.have.attribute('role');
  });
});
