import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { Contact } from '../../../backend/contract/contact.ts';
import { sampleContact } from '../../test-support/sample-data.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './conversation-row.ts';
import type { ConversationRow } from './conversation-row.ts';

useTokens();

const LONG_NAME = 'Maximilian Konstantin Hohenzollern '.repeat(4).trim();

async function open(contact: Contact, dir = 'ltr'): Promise<ConversationRow> {
  const place = await fixture<HTMLElement>(
    html`<div dir=${dir}>
      <chasqui-conversation-row .contact=${contact}></chasqui-conversation-row>
    </div>`,
  );
  place.style.setProperty('inline-size', '320px');
  return place.querySelector('chasqui-conversation-row')!;
}

const part = (row: ConversationRow, selector: string) => row.shadowRoot!.querySelector(selector)!;
const rightClick = (row: ConversationRow, buttons: number) =>
  part(row, '.row').dispatchEvent(
    new PointerEvent('contextmenu', { buttons, bubbles: true, cancelable: true }),
  );

describe('chasqui-conversation-row', () => {
  it('stands where the lines of the page begin, whichever way its words run', async () => {
    const row = await open(sampleContact(), 'rtl');
    const end = part(row, '.preview').getBoundingClientRect().right;
    expect(part(row, '.words').getBoundingClientRect().right).to.equal(end);
    expect(part(row, '.name').getBoundingClientRect().right).to.equal(end);
  });

  it('has no ring for a group, which has no window', async () => {
    const person = await open(sampleContact());
    expect(part(person, 'chasqui-window-ring')).to.exist;
    const group = await open(sampleContact({ user_id: 'group:Y2Fw' }));
    expect(part(group, 'chasqui-window-ring')).not.to.exist;
    expect(part(group, 'chasqui-avatar')).to.exist;
  });

  it('wants its menu at once where a right click tells of its end', async () => {
    const row = await open(sampleContact());
    setTimeout(() => rightClick(row, 0));
    await oneEvent(row, 'chasqui-row-menu');
  });

  it('waits with its menu for the button to come up, whose release would close it', async () => {
    const row = await open(sampleContact());
    let wanted = 0;
    row.addEventListener('chasqui-row-menu', () => wanted++);
    rightClick(row, 2);
    await aTimeout(20);
    expect(wanted).to.equal(0);
    setTimeout(() => dispatchEvent(new PointerEvent('pointerup')));
    await oneEvent(row, 'chasqui-row-menu');
    expect(wanted).to.equal(1);
  });

  it('cuts the end of a name and of a preview, whichever way they and the page run', async () => {
    const arabic = 'مرحبًا، هل المصباح الأخضر متوفر باللون الأسود؟';
    const last_message = { ...sampleContact().last_message!, preview: arabic };
    const row = await open(sampleContact({ display_name: LONG_NAME, last_message }), 'rtl');
    expect(getComputedStyle(part(row, '.name')).direction).to.equal('ltr');
    expect(getComputedStyle(part(row, '.words')).direction).to.equal('rtl');
  });
});
