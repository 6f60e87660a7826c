import { parseArgs } from 'node:util';
import type { DoctorCheck, DoctorStatus } from '../contract/doctor.ts';
import { CommandError, expectArguments } from './command.ts';
import type { CommandGroup } from './command.ts';
import { withDoctor } from './open-doctor.ts';

const MARKS: Record<DoctorStatus, string> = {
  ok: '✓ ok     ',
  warning: '! warning',
  problem: '✗ problem',
  unknown: '? unknown',
};
const INDENT = ' '.repeat(MARKS.ok.length + 2);

/** `chasqui doctor` */
export const doctorCommand: CommandGroup = {
  summary: 'check the connection with Meta: what is wrong and how to put it right',
  help: [
    'chasqui doctor         asks Meta about the connected number; ends with 1 if there is a problem',
    'chasqui doctor --json  the same for programs',
  ].join('\n'),
  runsBare: true,

  async run(args, { config, print }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    });
    expectArguments(positionals);
    const report = await withDoctor(config, (doctor) => doctor.examine());
    if (values.json) print(JSON.stringify(report, null, 2));
    else for (const line of report.checks.flatMap(describeCheck)) print(line);
    const problems = report.checks.filter(({ status }) => status === 'problem').length;
    if (problems > 0) throw new CommandError(`${problems} problem(s) were found.`);
  },
};

function describeCheck({ status, finding, fix, link }: DoctorCheck): string[] {
  const place =
    link === null ? [] : [link.to === 'meta' ? link.url : `Settings, field ${link.field}`];
  return [
    `${MARKS[status]}  ${finding}`,
    ...[...(fix === null ? [] : [fix]), ...place].map((line) => `${INDENT}${line}`),
  ];
}
