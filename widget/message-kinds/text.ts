import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { TextContent } from '../../backend/contract/message-content.ts';
import { parseLines } from './parse-lines.ts';
import type { LineNode } from './parse-lines.ts';
import type { TextNode } from './parse-text.ts';

const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f)+$/u;
const MAX_LARGE_EMOJI = 3;

/** The text of a message as it is shown: WhatsApp's formatting, links, and a few emoji alone large. */
export function renderText({ body }: TextContent): TemplateResult {
  return isLargeEmoji(body)
    ? html`<span class="text emoji" dir="auto">${body}</span>`
    : html`<span class="text" dir="auto">${parseLines(body).map(renderLines)}</span>`;
}

/** All in spans, because what surrounds a text is one line of them. */
function renderLines(node: LineNode): unknown {
  if (node.type === 'plain') return node.children.map(renderNode);
  if (node.type === 'quote') {
    return html`<span class="quoted" role="blockquote"
      >${node.lines.map((line) => html`<span class="line">${line.map(renderNode)}</span>`)}</span
    >`;
  }
  return html`<span class="listed" role="list"
    >${node.lines.map(
      (line, index) =>
        html`<span class="line" role="listitem"
          ><span class="sign">${node.signs[index]}</span><span>${line.map(renderNode)}</span></span
        >`,
    )}</span
  >`;
}

const NODES: { [Type in TextNode['type']]: (node: Extract<TextNode, { type: Type }>) => unknown } =
  {
    text: ({ text }) => text,
    // Where a link leads must not learn where it was opened, nor reach back into this page.
    link: ({ text, href }) =>
      html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow"
        ><bdi>${text}</bdi></a
      >`,
    bold: ({ children }) => html`<strong>${children.map(renderNode)}</strong>`,
    italic: ({ children }) => html`<em>${children.map(renderNode)}</em>`,
    strike: ({ children }) => html`<s>${children.map(renderNode)}</s>`,
    code: ({ text, isBlock }) => html`<code class=${isBlock ? 'block' : 'inline'}>${text}</code>`,
  };

function renderNode(node: TextNode): unknown {
  return (NODES[node.type] as (node: TextNode) => unknown)(node);
}

function isLargeEmoji(body: string): boolean {
  // Three family emoji are no longer than this; what is longer is not worth a closer look.
  if (body.length > 32 || !EMOJI_ONLY.test(body)) return false;
  return [...new Intl.Segmenter().segment(body)].length <= MAX_LARGE_EMOJI;
}
