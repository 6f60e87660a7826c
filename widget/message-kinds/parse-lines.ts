import { InlineParser } from './parse-text.ts';
import type { TextNode } from './parse-text.ts';

/** Lines of one sort that stand together. */
export type LineNode =
  | { type: 'plain'; children: TextNode[] }
  | { type: 'quote'; lines: TextNode[][] }
  /** `signs`: what stands before each line, as it was written where it is a number. */
  | { type: 'list'; lines: TextNode[][]; signs: string[] };

type Sort = LineNode['type'];
interface Line {
  sort: Sort;
  /** Where its words begin, behind the sign. */
  from: number;
  start: number;
  end: number;
  sign: string;
}

const SIGNS: [RegExp, Sort][] = [
  [/^> ?(?=\S)/, 'quote'],
  [/^[-*] +(?=\S)/, 'list'],
  [/^(\d{1,3}\.) +(?=\S)/, 'list'],
];
const FENCE = /```[^]+?```/g;

/**
 * WhatsApp's quotes (`> `), lists (`- ` or `* `) and numbered lists (`1. `), which are lines' own,
 * and all the rest between them. Code over several lines is never taken apart.
 */
export function parseLines(text: string): LineNode[] {
  const inline = new InlineParser(text);
  const runs: Line[][] = [];
  for (const line of readLines(text)) {
    const run = runs.at(-1);
    if (run?.[0]?.sort === line.sort) run.push(line);
    else runs.push([line]);
  }
  return runs.map((run) => toNode(run, inline, runs.length > 1));
}

function toNode(run: Line[], inline: InlineParser, hasOthers: boolean): LineNode {
  const { sort, start, end } = run[0]!;
  if (sort === 'plain') {
    const children = inline.parse(start, run.at(-1)!.end);
    // Between others, an empty line is one line high.
    const isGap = hasOthers && run.length === 1 && start === end;
    return { type: sort, children: isGap ? [{ type: 'text', text: '\n' }] : children };
  }
  const lines = run.map((line) => inline.parse(line.from, line.end));
  if (sort === 'quote') return { type: sort, lines };
  return { type: sort, lines, signs: run.map(({ sign }) => sign) };
}

function* readLines(text: string): Generator<Line> {
  const fences = [...text.matchAll(FENCE)].filter(([fence]) => fence.includes('\n'));
  let fenceIndex = 0;
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const fenceEnd = () => fences[fenceIndex]!.index + fences[fenceIndex]![0].length;
    while (fenceIndex < fences.length && fenceEnd() <= start) fenceIndex++;
    const isCode = fenceIndex < fences.length && fences[fenceIndex]!.index < end;
    yield readLine(text, start, end, isCode);
    start = end + 1;
  }
}

function readLine(text: string, start: number, end: number, isCode: boolean): Line {
  const plain: Line = { sort: 'plain', from: start, start, end, sign: '' };
  if (isCode) return plain;
  const line = text.slice(start, end);
  for (const [sign, sort] of SIGNS) {
    const match = sign.exec(line);
    if (match) return { ...plain, sort, from: start + match[0].length, sign: match[1] ?? '•' };
  }
  return plain;
}
