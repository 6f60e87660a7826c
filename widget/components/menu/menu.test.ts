import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../test-support/use-tokens.ts';
import './menu.ts';
import type { Menu } from './menu.ts';

useTokens();

async function open() {
  const ran: string[] = [];
  const place = await fixture<HTMLElement>(html`
    <div>
      <button>Actions</button>
      <chasqui-menu
        label="Actions"
        .items=${[
          { label: 'Pin', icon: 'pin', run: () => ran.push('pin') },
          { label: 'Mark as read', icon: 'mail-open', run: () => ran.push('read') },
        ]}
      ></chasqui-menu>
    </div>
  `);
  const menu = place.querySelector<Menu>('chasqui-menu')!;
  const opener = place.querySelector('button')!;
  opener.focus();
  await menu.openAt(opener);
  const press = (key: string) =>
    menu.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const focused = () => menu.shadowRoot!.activeElement?.textContent?.trim();
  return { menu, opener, ran, press, focused };
}

describe('chasqui-menu', () => {
  it('is accessible', async () => {
    const { menu } = await open();
    await expect(menu).to.be.accessible();
  });

  it('is closed by default', async () => {
    const menu = await fixture<Menu>(html`<chasqui-menu></chasqui-menu>`);
    expect(menu.matches(':popover-open')).to.be.false;
  });

  it('opens on its first item and moves by arrow keys, round and round', async () => {
    const { press, focused } = await open();
    expect(focused()).to.equal('Pin');
    press('ArrowDown');
    expect(focused()).to.equal('Mark as read');
    press('ArrowDown');
    expect(focused()).to.equal('Pin');
    press('End');
    expect(focused()).to.equal('Mark as read');
  });

  it('closes on Escape without telling the layers below, and gives the focus back', async () => {
    const { menu, opener } = await open();
    let heard = 0;
    const listen = () => heard++;
    document.addEventListener('keydown', listen);
    menu.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }),
    );
    document.removeEventListener('keydown', listen);
    await aTimeout(50);
    expect(menu.matches(':popover-open')).to.be.false;
    expect(heard).to.equal(0);
    expect(document.activeElement).to.equal(opener);
  });

  it('runs what is chosen and closes', async () => {
    const { menu, ran } = await open();
    menu.shadowRoot!.querySelectorAll('button')[1]!.click();
    expect(ran).to.deep.equal(['read']);
    expect(menu.matches(':popover-open')).to.be.false;
  });
});
