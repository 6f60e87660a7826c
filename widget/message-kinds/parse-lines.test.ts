import { expect } from '@open-wc/testing';
import { parseLines } from './parse-lines.ts';
import type { TextNode } from './parse-text.ts';

function words(nodes: readonly TextNode[]): string {
  return nodes
    .map((node) => ('children' in node ? `<${node.type}:${words(node.children)}>` : node.text))
    .join('');
}

/** The lines as text, for reading in a test: `[quote:first|second]`. */
function outline(text: string): string {
  return parseLines(text)
    .map((node) => {
      if (node.type === 'plain') return `[${words(node.children)}]`;
      const signs = node.type === 'list' ? node.signs : [];
      return `[${node.type}:${node.lines.map((line, at) => (signs[at] ?? '') + words(line)).join('|')}]`;
    })
    .join('');
}

const cases: [text: string, tree: string][] = [
  ['one line', '[one line]'],
  ['two\n\nparagraphs', '[two\n\nparagraphs]'],
  ['- one\n- *two*', '[list:•one|•<bold:two>]'],
  ['We have\n* cups\n* pots', '[We have][list:•cups|•pots]'],
  ['1. first\n3. third', '[list:1.first|3.third]'],
  ['> quoted\n> more\nanswer', '[quote:quoted|more][answer]'],
  ['- a\n\n- b', '[list:•a][\n][list:•b]'],
  ['-5 degrees\n*bold*', '[-5 degrees\n<bold:bold>]'],
  ['-', '[-]'],
  ['```\n- code\n> code\n```', '[- code\n> code]'],
  ['- ```not\n- closed', '[list:•```not|•closed]'],
];

describe('parseLines', () => {
  for (const [text, tree] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(outline(text)).to.equal(tree);
    });
  }

  it('takes linear time for the longest text, however it is made', () => {
    for (const part of ['\n', '- ', '> \n', '- a\n', '```\n', '`', '1. ']) {
      const text = part.repeat(Math.ceil(65_536 / part.length));
      const startedAtMs = performance.now();
      parseLines(text);
      expect(performance.now() - startedAtMs, part).to.be.below(5_000);
    }
  });
});
