import { expect, fixture, html } from '@open-wc/testing';
import { refused } from '../../test-support/fake-server.ts';
import { openSampleInbox, until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './merge-notice.ts';
import type { MergeNotice } from './merge-notice.ts';

useTokens();

const UNDO = '/api/whatsapp/contacts/ct_maya/merges/cm_1/undo';

async function open() {
  const { store, server } = await openSampleInbox();
  const notice = await fixture<MergeNotice>(
    html`<chasqui-merge-notice
      .store=${store}
      contactId="ct_maya"
      mergeId="cm_1"
    ></chasqui-merge-notice>`,
  );
  const press = async (name: string) => {
    notice.shadowRoot!.querySelector<HTMLButtonElement>(name)!.click();
    await notice.updateComplete;
    await notice.updateComplete;
  };
  return { notice, root: notice.shadowRoot!, server, press };
}

describe('chasqui-merge-notice', () => {
  it('is accessible', async () => {
    const { notice, press } = await open();
    await expect(notice).to.be.accessible();
    await press('.undo');
    await expect(notice).to.be.accessible();
  });

  it('says that the chats belong to one customer', async () => {
    expect((await open()).root.textContent).to.include('belong to one customer');
  });

  it('asks before it separates anything, with the focus on the safe answer', async () => {
    const { root, press, server } = await open();
    await press('.undo');
    expect(root.textContent).to.include('Make two chats of it again?');
    expect(root.activeElement).to.equal(root.querySelector('.no'));
    await press('.no');
    expect(root.activeElement).to.equal(root.querySelector('.undo'));
    expect(server.pathsOf('POST')).not.to.include(UNDO);
  });

  it('separates the chats', async () => {
    const { press, server } = await open();
    server.on(`POST ${UNDO}`, () => ({ status: 200, body: {} }));
    await press('.undo');
    await press('.yes');
    await until(() => server.pathsOf('POST').includes(UNDO));
  });

  it('says why that did not work', async () => {
    const { root, press, server } = await open();
    server.on(`POST ${UNDO}`, () => refused(404, 'not_found'));
    await press('.undo');
    await press('.yes');
    await until(() => root.querySelector('[role="alert"]') !== null);
    expect(root.textContent).to.include('Refused: not_found.');
  });
});
