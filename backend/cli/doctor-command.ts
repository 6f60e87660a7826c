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
    'chasqui doctor              asks Meta about every connected number; ends with 1 if there is a problem',
    'chasqui doctor --number ID  about this one alone, by its phone number ID',
    'chasqui doctor --json       for programs: the named number, or the one connected first',
  ].join('\n'),
  runsBare: true,

  async run(args, { config, print }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, number: { type: 'string' } },
    });
    expectArguments(positionals);
    const problems = await withDoctor(config, async (doctor, connected) => {
      const all = connected.map(({ phoneNumberId }) => phoneNumberId);
      const isOne = values.json || values.number !== undefined || all.length < 2;
      let count = 0;
      for (const number of isOne ? [values.number] : all) {
        const report = await doctor.examine(number);
        if (values.json) print(JSON.stringify(report, null, 2));
        else {
          if (!isOne) print(`Number ${number ?? ''}`);
          for (const line of report.checks.flatMap(describeCheck)) print(line);
        }
        count += report.checks.filter(({ status }) => status === 'problem').length;
      }
      return count;
    });
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
