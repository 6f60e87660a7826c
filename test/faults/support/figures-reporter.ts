import { mkdirSync, writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import './fault-form.ts';

interface Line {
  name: string;
  state: string;
  durationMs: number;
  figures: Record<string, number | string>;
}

/** One line of figures for each case, `N passed, N failed` at the end, and the same as JSON. */
export class FiguresReporter implements Reporter {
  readonly #resultFile: string;
  readonly #about: { form: string; seed: number };
  readonly #lines: Line[] = [];

  constructor(options: { resultFile: string; form: string; seed: number }) {
    this.#resultFile = options.resultFile;
    this.#about = { form: options.form, seed: options.seed };
  }

  onInit(_vitest: Vitest): void {
    console.log(`Faults, ${this.#about.form} form, seed ${this.#about.seed}`);
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    // Left out by `--only`: a case that skips itself says why.
    if (result.state === 'skipped' && !result.note) return;
    const line: Line = {
      name: test.fullName,
      state: result.state,
      durationMs: Math.round(test.diagnostic()?.duration ?? 0),
      figures: test.meta().figures ?? {},
    };
    this.#lines.push(line);
    const figures = Object.entries(line.figures).map(([name, value]) => `${name} ${value}`);
    const seconds = (line.durationMs / 1_000).toFixed(1);
    const note = result.state === 'skipped' && result.note ? [result.note] : [];
    console.log(
      `${mark(line.state)} ${line.name}: ${[...figures, ...note, `${seconds} s`].join(', ')}`,
    );
    for (const error of result.errors ?? []) console.log(`    ${error.stack ?? error.message}`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    for (const module of modules) {
      for (const error of module.errors())
        console.log(`FAILED ${module.moduleId}: ${error.stack ?? error.message}`);
    }
    for (const error of unhandled) console.log(`FAILED outside of a case: ${error.message}`);
    const count = (state: string) => this.#lines.filter((line) => line.state === state).length;
    mkdirSync('test-results', { recursive: true });
    writeFileSync(
      this.#resultFile,
      JSON.stringify({ ...this.#about, cases: this.#lines }, null, 2),
    );
    const skipped = count('skipped');
    console.log(
      `Faults (${this.#about.form} form, seed ${this.#about.seed}): ` +
        `${count('passed')} passed, ${count('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    );
  }
}

function mark(state: string): string {
  return { passed: 'ok', failed: 'FAILED', skipped: 'skipped' }[state] ?? state;
}
