import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { ChasquiWidget } from './chasqui-widget.ts';
import './index.ts';
import { until } from './test-support/sample-store.ts';

/** Nobody is signed in: the server here is the test runner, which knows none of our routes. */
async function place(): Promise<ChasquiWidget> {
  sessionStorage.clear();
  return fixture<ChasquiWidget>(
    html`<chasqui-widget backend=${location.origin} lang="en"></chasqui-widget>`,
  );
}

const launcherOf = (widget: ChasquiWidget) => widget.shadowRoot!.querySelector('chasqui-launcher')!;
const panelOf = (widget: ChasquiWidget) => widget.shadowRoot!.querySelector('chasqui-panel');

async function open(widget: ChasquiWidget): Promise<void> {
  widget.open();
  await until(() => panelOf(widget) !== null);
  await panelOf(widget)!.updateComplete;
}

describe('chasqui-widget', () => {
  it('is accessible', async () => {
    const widget = await place();
    await expect(widget).to.be.accessible();
    await open(widget);
    await expect(widget).to.be.accessible();
  });

  it('is closed, small and in the system’s colours by default, and loads no inbox', async () => {
    const widget = await place();
    expect(widget.isOpen).to.be.false;
    expect(widget.expanded).to.be.false;
    expect(widget.theme).to.equal('auto');
    expect(panelOf(widget)).not.to.exist;
  });

  it('opens at a click on the launcher, and gives the focus back when it closes', async () => {
    const widget = await place();
    const opened = oneEvent(widget, 'chasqui-open');
    launcherOf(widget).shadowRoot!.querySelector('button')!.click();
    await opened;
    await until(() => panelOf(widget) !== null);
    expect(widget).to.have.attribute('open');
    panelOf(widget)!.focus();
    const closed = oneEvent(widget, 'chasqui-close');
    widget.close();
    await closed;
    expect(widget.shadowRoot!.activeElement).to.equal(launcherOf(widget));
    expect(panelOf(widget)).to.have.attribute('hidden');
  });

  it('asks somebody who is not signed in to sign in', async () => {
    const widget = await place();
    await open(widget);
    await until(() => panelOf(widget)!.shadowRoot!.querySelector('chasqui-sign-in') !== null);
  });

  it('closes on Escape', async () => {
    const widget = await place();
    await open(widget);
    panelOf(widget)!
      .shadowRoot!.querySelector('.panel')!
      .dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }),
      );
    await widget.updateComplete;
    expect(widget.isOpen).to.be.false;
  });

  it('keeps what is typed into its fields from the page’s shortcuts', async () => {
    const widget = await place();
    const heard: string[] = [];
    const listen = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', listen);
    const field = document.createElement('input');
    widget.shadowRoot!.append(field);
    const press = (target: EventTarget, init: KeyboardEventInit) =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', { bubbles: true, composed: true, ...init }),
      );
    press(field, { key: 'n' });
    press(field, { key: 'k', isComposing: true });
    press(field, { key: 's', ctrlKey: true });
    press(launcherOf(widget), { key: 'g' });
    document.removeEventListener('keydown', listen);
    expect(heard).to.deep.equal(['s', 'g']);
  });

  it('takes the theme from its attribute', async () => {
    const widget = await place();
    const background = () => getComputedStyle(widget).getPropertyValue('color-scheme');
    expect(background()).to.equal('light dark');
    widget.theme = 'dark';
    await widget.updateComplete;
    expect(background()).to.equal('dark');
  });

  it('lets the page choose the colours', async () => {
    const widget = await place();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('chasqui-widget { --chasqui-accent: rgb(1, 2, 3) }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const button = launcherOf(widget).shadowRoot!.querySelector('button')!;
    expect(getComputedStyle(button).backgroundColor).to.equal('rgb(1, 2, 3)');
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  });

  it('leaves the page without a trace', async () => {
    const widget = await place();
    widget.destroy();
    expect(document.querySelector('chasqui-widget')).not.to.exist;
  });
});
