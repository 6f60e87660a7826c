import { expect } from '@open-wc/testing';
import { parseText } from './parse-text.ts';
import type { TextNode } from './parse-text.ts';

/** The tree as text, for reading in a test: `<bold:word>`. */
function outline(nodes: readonly TextNode[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.text;
      if (node.type === 'link') return `<link:${node.href}>`;
      if (node.type === 'code') return `<${node.isBlock ? 'block' : 'code'}:${node.text}>`;
      return `<${node.type}:${outline(node.children)}>`;
    })
    .join('');
}

const cases: [text: string, tree: string][] = [
  ['plain', 'plain'],
  ['*bold* and _italic_ and ~gone~', '<bold:bold> and <italic:italic> and <strike:gone>'],
  ['*bold _and italic_*', '<bold:bold <italic:and italic>>'],
  ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
  ['* not a word *', '* not a word *'],
  ['*over\nlines*', '*over\nlines*'],
  ['**', '**'],
  ['*a', '*a'],
  ['(*a*), "_b_".', '(<bold:a>), "<italic:b>".'],
  ['```\nlet *x* = 1\n```', '<block:let *x* = 1>'],
  ['`*x*`', '<code:*x*>'],
  ['see https://example.com/_x_/a?b=*c*.', 'see <link:https://example.com/_x_/a?b=*c>*.'],
  ['*https://example.com*', '<bold:<link:https://example.com>>'],
  ['ana@example.com, +15550118', '<link:mailto:ana@example.com>, <link:tel:+15550118>'],
  [
    'call +1 555 010 0999, or +44 (0)20 7946 0018!',
    'call <link:tel:+15550100999>, or <link:tel:+4402079460018>!',
  ],
  [
    '1+1234567890 +123 https://a.example/+15550100999',
    '1+1234567890 +123 <link:https://a.example/+15550100999>',
  ],
  ['it is ```here``` only', 'it is <code:here> only'],
  ['javascript:alert(1) data:text/html,x', 'javascript:alert(1) data:text/html,x'],
  ['https://', 'https://'],
];

describe('parseText', () => {
  for (const [text, tree] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(outline(parseText(text))).to.equal(tree);
    });
  }

  // What is quadratic takes minutes here, so the limit can be far above what a busy machine needs.
  it('takes linear time for the longest text, however it is made', () => {
    const hostile = ['*a ', '*_~', '`', '```', 'a@', '*_~a~_* ', 'http://', '((((', 'aaaa'];
    for (const part of hostile) {
      const text = part.repeat(Math.ceil(65_536 / part.length));
      const startedAtMs = performance.now();
      parseText(text);
      expect(performance.now() - startedAtMs, part).to.be.below(5_000);
    }
  });
});
