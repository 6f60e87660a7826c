/**
 * WhatsApp's own formatting and the links in a text, as a tree for a template to walk. Nothing here
 * makes HTML: customers' text stays text by construction.
 *
 * Time is linear in the text's length. Links are found word by word; where each marker could close
 * is computed in one pass from the right; and a marker can't lie within itself, so the nesting is
 * at most as deep as there are markers.
 */
export type TextNode =
  | { type: 'text'; text: string }
  | { type: 'link'; text: string; href: string }
  | { type: 'bold'; children: TextNode[] }
  | { type: 'italic'; children: TextNode[] }
  | { type: 'strike'; children: TextNode[] }
  | { type: 'code'; text: string; isBlock: boolean };

type Marker = '*' | '_' | '~' | '`';
const MARKERS: Record<Exclude<Marker, '`'>, 'bold' | 'italic' | 'strike'> = {
  '*': 'bold',
  _: 'italic',
  '~': 'strike',
};
const FENCE = '```';
const WORD = /[\p{L}\p{N}]/u;

interface Span {
  start: number;
  end: number;
  href: string;
}

export function parseText(text: string): TextNode[] {
  return new InlineParser(text).parse(0, text.length);
}

/** What is within the lines of one text; its parts can be read one by one. */
export class InlineParser {
  readonly #text: string;
  readonly #links: Span[];
  readonly #linkAt = new Map<number, Span>();
  readonly #closers: Record<Marker, Int32Array>;

  constructor(text: string) {
    this.#text = text;
    this.#links = findLinks(text);
    for (const link of this.#links) this.#linkAt.set(link.start, link);
    this.#closers = {
      '*': this.#findClosers('*'),
      _: this.#findClosers('_'),
      '~': this.#findClosers('~'),
      '`': this.#findClosers('`'),
    };
  }

  /** @param open the markers we are inside of */
  parse(start: number, end: number, open = ''): TextNode[] {
    const nodes: TextNode[] = [];
    let plainFrom = start;
    let at = start;
    const flush = () => {
      if (at > plainFrom) nodes.push({ type: 'text', text: this.#text.slice(plainFrom, at) });
    };
    while (at < end) {
      const found = this.#readAt(at, end, open);
      if (!found) {
        at++;
        continue;
      }
      flush();
      nodes.push(found.node);
      at = plainFrom = found.next;
    }
    flush();
    return nodes;
  }

  #readAt(at: number, end: number, open: string): { node: TextNode; next: number } | undefined {
    const link = this.#linkAt.get(at);
    if (link && link.end <= end) {
      const text = this.#text.slice(link.start, link.end);
      return { node: { type: 'link', text, href: link.href }, next: link.end };
    }
    const sign = this.#text[at];
    if (sign === '`') return this.#readCode(at, end);
    if (sign !== '*' && sign !== '_' && sign !== '~') return undefined;
    if (open.includes(sign) || !this.#canOpen(at)) return undefined;
    const close = this.#closers[sign][at + 2] ?? -1;
    if (close < 0 || close >= end) return undefined;
    const children = this.parse(at + 1, close, open + sign);
    return { node: { type: MARKERS[sign], children }, next: close + 1 };
  }

  #readCode(at: number, end: number): { node: TextNode; next: number } | undefined {
    if (this.#text.startsWith(FENCE, at)) {
      const close = this.#text.indexOf(FENCE, at + FENCE.length + 1);
      if (close < 0 || close + FENCE.length > end) return undefined;
      const inside = this.#text.slice(at + FENCE.length, close);
      const text = inside.replace(/^\n|\n$/g, '');
      const isBlock = inside.includes('\n');
      return { node: { type: 'code', text, isBlock }, next: close + FENCE.length };
    }
    const close = this.#closers['`'][at + 2] ?? -1;
    if (!this.#canOpen(at) || close < 0 || close >= end) return undefined;
    const text = this.#text.slice(at + 1, close);
    return { node: { type: 'code', text, isBlock: false }, next: close + 1 };
  }

  /** At a word's beginning, and hugging what follows. */
  #canOpen(at: number): boolean {
    const before = this.#text[at - 1];
    const after = this.#text[at + 1];
    return (before === undefined || !WORD.test(before)) && after !== undefined && !/\s/.test(after);
  }

  /** For each place: where `sign` next closes on the same line, or -1. */
  #findClosers(sign: Marker): Int32Array {
    const text = this.#text;
    const closers = new Int32Array(text.length + 1).fill(-1);
    let linkIndex = this.#links.length - 1;
    let next = -1;
    for (let at = text.length - 1; at >= 0; at--) {
      while (linkIndex >= 0 && this.#links[linkIndex]!.start > at) linkIndex--;
      const isInLink = linkIndex >= 0 && at < this.#links[linkIndex]!.end;
      if (text[at] === '\n') next = -1;
      else if (text[at] === sign && !isInLink && this.#canClose(at)) next = at;
      closers[at] = next;
    }
    return closers;
  }

  #canClose(at: number): boolean {
    const before = this.#text[at - 1];
    const after = this.#text[at + 1];
    return before !== undefined && !/\s/.test(before) && (after === undefined || !WORD.test(after));
  }
}

const LEADING_SIGNS = /^[*_~("'<[{«“‘]+/;
const TRAILING_SIGNS = new Set('*_~)"\'>]}».,;:!?”’');
const EMAIL = /^[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}$/u;
/** With a country code, in groups as people write them. */
const PHONE = /(?<![\p{L}\p{N}+/])\+\d(?:[ ().\u00a0-]{0,2}\d){6,14}(?![\p{L}\p{N}])/gu;

/** http, https, mailto and tel are the only addresses that ever become a link. */
function findLinks(text: string): Span[] {
  const links: Span[] = [];
  for (const match of text.matchAll(/\S+/g)) {
    const lead = LEADING_SIGNS.exec(match[0])?.[0].length ?? 0;
    let end = match[0].length;
    while (end > lead && TRAILING_SIGNS.has(match[0][end - 1]!)) end--;
    const word = match[0].slice(lead, end);
    const href = toHref(word);
    if (href) links.push({ start: match.index + lead, end: match.index + end, href });
  }
  const phones: Span[] = [];
  let linkIndex = 0;
  for (const { index: start, 0: phone } of text.matchAll(PHONE)) {
    const end = start + phone.length;
    while (linkIndex < links.length && links[linkIndex]!.end <= start) linkIndex++;
    if (linkIndex < links.length && links[linkIndex]!.start < end) continue;
    phones.push({ start, end, href: `tel:+${phone.replace(/\D/g, '')}` });
  }
  return [...links, ...phones].sort((a, b) => a.start - b.start);
}

function toHref(word: string): string | undefined {
  if (/^https?:\/\//i.test(word)) return URL.canParse(word) ? word : undefined;
  if (/^www\.[^\s.]+\.\S/i.test(word)) {
    return URL.canParse(`https://${word}`) ? `https://${word}` : undefined;
  }
  return EMAIL.test(word) ? `mailto:${word}` : undefined;
}
