import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { useTokens } from '../../test-support/use-tokens.ts';
import './bubble.ts';
import type { Bubble, BubbleActionEvent } from './bubble.ts';

useTokens();

const textOf = (bubble: Bubble) => bubble.shadowRoot!.querySelector('.text')!;

async function show(body: string): Promise<Bubble> {
  return fixture<Bubble>(
    html`<chasqui-bubble
      .content=${{ kind: 'text' as const, body }}
      sender="Maya Lindqvist"
      time="2026-03-12T10:42:00.000Z"
    ></chasqui-bubble>`,
  );
}

describe('chasqui-bubble', () => {
  it('is accessible', async () => {
    await expect(await show('Hello *there*, see https://example.com')).to.be.accessible();
  });

  it('is a customer’s message without ticks by default', async () => {
    const bubble = await show('Hello');
    expect(bubble.outgoing).to.be.false;
    expect(bubble.shadowRoot!.querySelector('chasqui-delivery-ticks')).not.to.exist;
    expect(bubble.shadowRoot!.querySelector('article')?.getAttribute('aria-label')).to.contain(
      'Maya Lindqvist',
    );
  });

  it('shows formatting and links', async () => {
    const text = textOf(await show('*Bold* _it_ ~no~ `x` and www.example.com/a_b_c.'));
    expect(text.querySelector('strong')).to.have.text('Bold');
    expect(text.querySelector('em')).to.have.text('it');
    expect(text.querySelector('s')).to.have.text('no');
    expect(text.querySelector('code')).to.have.text('x');
    expect(text.querySelector('a')).to.have.attribute('href', 'https://www.example.com/a_b_c');
    expect(text.querySelector('a')?.rel).to.contain('noopener');
  });

  it('never makes markup or a script’s address out of a text', async () => {
    const hostile = '<img src=x onerror=alert(1)> javascript:alert(1) <b>*x*</b>';
    const text = textOf(await show(hostile));
    expect(text.querySelectorAll('img, b, a, script')).to.have.length(0);
    expect(text.textContent).to.equal('<img src=x onerror=alert(1)> javascript:alert(1) <b>x</b>');
  });

  it('shows a few emoji alone large, and within a text not', async () => {
    expect(textOf(await show('👍🏽'))).to.have.class('emoji');
    expect(textOf(await show('thanks 👍🏽'))).not.to.have.class('emoji');
  });

  it('offers to send a failed message again', async () => {
    const bubble = await show('Hello');
    bubble.outgoing = true;
    bubble.status = 'failed';
    bubble.problem = 'Not delivered: a problem at Meta.';
    bubble.actions = ['retry'];
    await bubble.updateComplete;
    await expect(bubble).to.be.accessible();
    const button = bubble.shadowRoot!.querySelector<HTMLButtonElement>('.problem button')!;
    setTimeout(() => button.click());
    const event = await oneEvent<BubbleActionEvent>(bubble, 'chasqui-bubble-action');
    expect(event.action).to.equal('retry');
  });

  it('shows reactions, each with who and when', async () => {
    const bubble = await show('Hello');
    bubble.customer = 'Maya Lindqvist';
    bubble.reactions = [
      { emoji: '🎉', by: 'business', at: '2026-03-12T10:44:00.000Z' },
      { emoji: '👍', by: 'customer', at: '2026-03-12T10:43:00.000Z' },
    ];
    await bubble.updateComplete;
    await expect(bubble).to.be.accessible();
    const chips = [...bubble.shadowRoot!.querySelectorAll('.reaction')];
    expect(chips.map((chip) => chip.textContent)).to.deep.equal(['🎉', '👍']);
    expect(chips[0]?.getAttribute('aria-label')).to.match(
      /^Your phone reacted with 🎉, .*Mar.*:44$/,
    );
    expect(chips[1]?.getAttribute('aria-label')).to.match(/^Maya Lindqvist reacted with 👍, /);
    const [chip, body] = ['.reaction', '.bubble'].map((part) =>
      bubble.shadowRoot!.querySelector(part)!.getBoundingClientRect(),
    );
    expect(chip!.bottom - body!.bottom).to.be.closeTo(14, 1);
    expect(bubble.getBoundingClientRect().bottom).to.be.closeTo(chip!.bottom, 1);
  });

  it('marks an edited message, and shows what it said before to who asks', async () => {
    const bubble = await show('Is the green kettle back?');
    bubble.editedAt = '2026-03-12T10:43:00.000Z';
    bubble.original = { kind: 'text', body: 'Is the blue kettle back?' };
    await bubble.updateComplete;
    const root = bubble.shadowRoot!;
    expect(root.querySelector('article')?.getAttribute('aria-label')).to.contain('Edited');
    expect(root.querySelector('.original')).not.to.exist;
    const mark = root.querySelector<HTMLButtonElement>('.edited-mark')!;
    expect(mark.getAttribute('aria-expanded')).to.equal('false');
    mark.click();
    await bubble.updateComplete;
    await expect(bubble).to.be.accessible();
    expect(mark.getAttribute('aria-expanded')).to.equal('true');
    expect(root.querySelector('.original')).to.contain.text('Is the blue kettle back?');
    mark.click();
    await bubble.updateComplete;
    expect(root.querySelector('.original')).not.to.exist;
  });

  it('marks a message that the customer deleted, and keeps it readable', async () => {
    const bubble = await show('My card number is 1234');
    bubble.deletedAt = '2026-03-12T10:43:00.000Z';
    await bubble.updateComplete;
    await expect(bubble).to.be.accessible();
    const root = bubble.shadowRoot!;
    expect(root.querySelector('.deleted-mark')).to.contain.text('Deleted by the customer');
    expect(root.querySelector('article')?.getAttribute('aria-label')).to.contain(
      'Deleted by the customer',
    );
    expect(textOf(bubble)).to.contain.text('My card number is 1234');
    const plain = await show('My card number is 1234');
    expect(getComputedStyle(textOf(bubble)).color).not.to.equal(
      getComputedStyle(textOf(plain)).color,
    );
  });

  it('says honestly what it can’t show', async () => {
    const bubble = await fixture<Bubble>(
      html`<chasqui-bubble
        .content=${{ kind: 'unsupported' as const, original_type: 'poll_creation' }}
      ></chasqui-bubble>`,
    );
    expect(textOf(bubble).textContent).to.contain('poll_creation');
  });
});
