import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../test-support/use-tokens.ts';
import './avatar.ts';
import { toInitials } from './avatar.ts';
import type { Avatar } from './avatar.ts';

useTokens();

const discOf = (avatar: Avatar) => avatar.shadowRoot?.querySelector('.disc');

describe('chasqui-avatar', () => {
  it('is accessible', async () => {
    const avatar = await fixture<Avatar>(
      html`<chasqui-avatar name="Maya Lindqvist"></chasqui-avatar>`,
    );
    await expect(avatar).to.be.accessible();
  });

  it('shows an outline on grey by default', async () => {
    const avatar = await fixture<Avatar>(html`<chasqui-avatar></chasqui-avatar>`);
    expect(discOf(avatar)).to.have.class('colour-8');
    expect(discOf(avatar)?.querySelector('svg')).to.exist;
  });

  it('takes first and last initials, and none from numbers and @names', () => {
    expect(toInitials('Maya Lindqvist')).to.equal('ML');
    expect(toInitials('Ana Maria da Costa')).to.equal('AC');
    expect(toInitials('Åsa')).to.equal('Å');
    expect(toInitials('@tomas.k')).to.equal('');
    expect(toInitials('+1 555-0142')).to.equal('');
    expect(toInitials('🙂 Lena')).to.equal('L');
    expect(toInitials('  ')).to.equal('');
  });

  it('keeps a person’s colour when their name changes', async () => {
    const avatar = await fixture<Avatar>(
      html`<chasqui-avatar name="Maya" .key=${'ct_1'}></chasqui-avatar>`,
    );
    const before = discOf(avatar)?.className;
    avatar.name = 'Maya Lindqvist';
    await avatar.updateComplete;
    expect(discOf(avatar)?.className).to.equal(before);
  });
});
