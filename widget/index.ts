import { ChasquiWidget } from './chasqui-widget.ts';

/*
 * The script a page loads. It defines <chasqui-widget>; and where the script tag itself says so
 * (`<script type="module" src="…/chasqui.js" data-chasqui>`), it puts one on the page. Attributes
 * are passed on: data-theme="dark" is theme="dark". Loading it twice does nothing the second time.
 */
const ELEMENT = 'chasqui-widget';

if (!customElements.get(ELEMENT)) customElements.define(ELEMENT, ChasquiWidget);

function mount(script: HTMLScriptElement): void {
  if (document.querySelector(ELEMENT)) return;
  const widget = document.createElement(ELEMENT);
  // The server is where the script is: `https://inbox.example.com/chasqui.js` names both.
  widget.setAttribute('backend', new URL('.', script.src).href);
  for (const name of ['backend', 'theme', 'lang', 'dir', 'open', 'expanded']) {
    const value = script.dataset[name];
    if (value !== undefined) widget.setAttribute(name, value);
  }
  document.body.append(widget);
}

const script = document.querySelector<HTMLScriptElement>('script[data-chasqui][src]');
if (script) {
  // Module scripts run after parsing, unless they are async: then there may be no body yet.
  if (document.body) mount(script);
  else document.addEventListener('DOMContentLoaded', () => mount(script), { once: true });
}

export { ChasquiWidget };
export type { ChatTarget } from './chasqui-widget.ts';
export type {
  ChasquiCloseEvent,
  ChasquiOpenEvent,
  ChasquiReadyEvent,
  ChasquiUnreadChangeEvent,
} from './events.ts';
